import {groupColumns, groupFiller, withoutArrow} from "./groups.ts";

/** How a report lies in its rows: behind a margin, and with the value of a group in its first row alone. */
export interface Layout {
  /** The header without the margin. */
  readonly names: readonly string[];
  /** Whether rows stand as they are to be read. */
  readonly isPlain: boolean;
  /** The cells of the rows below the header as they are to be read, one row after another. */
  place(cells: readonly string[]): string[];
  readonly isGrouped: boolean;
  readonly warnings: readonly string[];
}

/** @param rows the first rows below the header; rows without any cell say nothing */
export function layoutOf(header: readonly string[], rows: readonly (readonly string[])[]): Layout {
  // Formatted reports begin in the second or third column.
  const firsts = [header, ...rows].map((cells) => cells.findIndex((cell) => cell !== "")).filter((first) => first >= 0);
  const margin = Math.min(...firsts);
  const names = header.slice(margin);
  const groups = groupColumns(names, rows.map((cells) => cells.slice(margin)));
  const fill = groups.length === 0 ? (cells: string[]) => cells : groupFiller(groups);
  return {
    names, isPlain: margin === 0 && groups.length === 0, isGrouped: groups.length > 0,
    place(cells) {
      const own = cells.slice(margin);
      while (own.length < names.length) own.push("");
      // Too long a row is a problem of its own when it is read; a cell dropped would be none.
      return [...fill(own), ...cells.slice(0, margin).filter((cell) => cell !== "")];
    },
    warnings: groups.length === 0 ? [] : [`is grouped by ${groups.map((column) => withoutArrow(names[column]!).trim()).join(" and ")}: the rows of a group are read with the value of its first`]
  };
}
