import {DuckDBTypeId, type DuckDBResult, type DuckDBType, type DuckDBValue, type DuckDBVector} from "@duckdb/node-api";

/** What a cell becomes in JavaScript: dates are ISO strings, decimals and big integers are numbers. */
export type Cell = string | number | boolean | null | Cell[] | {[key: string]: Cell};

export interface ColumnData {
  readonly name: string;
  /** DuckDB's name of the type, such as INTEGER or DECIMAL(18,2). */
  readonly type: string;
  readonly values: Cell[];
}

/**
 * All rows of a result, by column.
 * @param isExact a number that a double does not hold to the last digit is a text of its digits
 */
export async function readColumns(result: DuckDBResult, isExact = false): Promise<ColumnData[]> {
  const number = isExact ? exactNumber : roundedNumber;
  const types = result.columnTypes();
  const convert = types.map((type) => converter(type, number));
  const chunks = await result.fetchAllChunks();
  const columns = result.columnNames().map((name, j) => ({name, type: String(types[j]), values: [] as Cell[]}));
  // As long as they will be: to let arrays grow costs more than all the rest.
  const length = chunks.reduce((sum, {rowCount}) => sum + rowCount, 0);
  for (const {values} of columns) values.length = length;
  let start = 0;
  for (const chunk of chunks) {
    columns.forEach(({values}, j) => setValues(values, start, chunk.getColumnVector(j), convert[j]!));
    start += chunk.rowCount;
  }
  return columns;
}

/** The same a few thousand rows at a time. */
export async function* streamedColumns(result: DuckDBResult): AsyncGenerator<ColumnData[]> {
  const names = result.columnNames(), types = result.columnTypes();
  const convert = types.map((type) => converter(type, roundedNumber));
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const columns = names.map((name, j) => ({name, type: String(types[j]), values: [] as Cell[]}));
    columns.forEach(({values}, j) => setValues(values, 0, chunk!.getColumnVector(j), convert[j]!));
    yield columns;
  }
}

/** What vectors keep and do not declare. Read there, a number costs half of what it costs to ask for, a null less still. */
interface Insides {
  readonly items: Int32Array | Float64Array;
  /** One bit a value, 0 where it is null; null where none is. */
  readonly validity?: {readonly data: BigUint64Array | null};
}

/** Puts a vector's values from a place on. */
function setValues(values: Cell[], start: number, vector: DuckDBVector, convert: (value: DuckDBValue) => Cell): void {
  const {items, validity} = vector as unknown as Insides;
  const bits = validity?.data ? new Uint8Array(validity.data.buffer, validity.data.byteOffset, validity.data.byteLength) : null;
  const isNull = (i: number) => bits !== null && ((bits[i >> 3]! >> (i & 7)) & 1) === 0;
  const length = vector.itemCount;
  const {typeId} = vector.type;
  if (typeId === DuckDBTypeId.INTEGER || typeId === DuckDBTypeId.DOUBLE) {
    for (let i = 0; i < length; ++i) values[start + i] = isNull(i) ? null : items[i]!;
    return;
  }
  for (let i = 0; i < length; ++i) {
    const value = isNull(i) ? null : (vector.getItem(i) as DuckDBValue);
    values[start + i] = value === null ? null : convert(value);
  }
}

/** What becomes of big integers and of decimals. */
type NumberReader = (value: DuckDBValue) => Cell;

function roundedNumber(value: DuckDBValue): number {
  return typeof value === "bigint" ? Number(value) : Number(String(value));
}

function exactNumber(value: DuckDBValue): number | string {
  const text = String(value);
  const number = Number(text);
  return String(number) === (text.includes(".") ? text.replace(/\.?0+$/, "") : text) ? number : text;
}

function converter(type: DuckDBType, number: NumberReader): (value: DuckDBValue) => Cell {
  switch (type.typeId) {
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.DECIMAL:
      return number;
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY: {
      const item = converter((type as unknown as {valueType: DuckDBType}).valueType, number);
      return (value) => (value as unknown as {items: DuckDBValue[]}).items.map((v) => (v === null ? null : item(v)));
    }
    case DuckDBTypeId.STRUCT: {
      const {entryNames, entryTypes} = type as unknown as {entryNames: string[]; entryTypes: DuckDBType[]};
      const items = entryTypes.map((entryType) => converter(entryType, number));
      return (value) => {
        const {entries} = value as unknown as {entries: Record<string, DuckDBValue>};
        return Object.fromEntries(entryNames.map((key, i) => [key, entries[key] === null || entries[key] === undefined ? null : items[i]!(entries[key])]));
      };
    }
    case DuckDBTypeId.MAP: {
      const {valueType} = type as unknown as {valueType: DuckDBType};
      const item = converter(valueType, number);
      return (value) => Object.fromEntries((value as unknown as {entries: {key: DuckDBValue; value: DuckDBValue}[]}).entries
        .map((entry) => [String(entry.key), entry.value === null ? null : item(entry.value)]));
    }
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.ENUM:
      return (value) => value as Cell;
    default:
      return String; // dates and timestamps print as ISO, without a time zone
  }
}
