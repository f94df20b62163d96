import {
  Bool, type Data, DateDay, Dictionary, Field, Float64, Int32, makeData, RecordBatch, RecordBatchStreamWriter, Schema, Struct,
  Utf8, Vector
} from "apache-arrow";
import type {Cell, ColumnData} from "../cells.ts";

class ArrowError extends Error {}

const DAY = 86_400_000;

/**
 * A table as an Arrow IPC stream, in the order given. Integers up to 32 bits become Int32, wider and fractional numbers Float64,
 * texts Utf8 by dictionary, booleans Bool, dates DateDay; other types are an error, because a page could not read them.
 * Equal columns give equal bytes.
 */
export function arrowStream(columns: readonly ColumnData[]): Uint8Array {
  const length = columns[0]?.values.length ?? 0;
  const children = columns.map((column, i) => columnData(column, i));
  const fields = columns.map((column, i) => new Field(column.name, children[i]!.type, true));
  const schema = new Schema(fields);
  const batch = new RecordBatch(schema, makeData({type: new Struct(fields), length, nullCount: 0, children}));
  const writer = new RecordBatchStreamWriter();
  writer.write(batch);
  writer.finish();
  return writer.toUint8Array(true);
}

function columnData({name, type, values}: ColumnData, index: number): Data {
  const length = values.length;
  const {nullBitmap, nullCount} = validity(values);
  switch (kind(type)) {
    case "integer":
      return makeData({type: new Int32(), length, nullCount, nullBitmap, data: filled(new Int32Array(length), values, Number)});
    case "number":
      return makeData({type: new Float64(), length, nullCount, nullBitmap, data: filled(new Float64Array(length), values, Number)});
    case "boolean":
      return makeData({type: new Bool(), length, nullCount, nullBitmap, data: bits(values, (v) => v === true)});
    case "date":
      return makeData({type: new DateDay(), length, nullCount, nullBitmap, data: filled(new Int32Array(length), values, dayNumbers())});
    case "text": {
      const {codes, texts} = dictionary(values);
      // The id is given, because apache-arrow's own counter would make the bytes depend on what was written before.
      return makeData({
        type: new Dictionary(new Utf8(), new Int32(), index), length, nullCount, nullBitmap, data: codes, dictionary: new Vector([utf8(texts)])
      });
    }
    default:
      throw new ArrowError(`column ${name}: type ${type} cannot be published; cast it in the last select of the mart`);
  }
}

/** The array with a number for each value, 0 where it is null. A loop, because `from` with a function is several times as slow. */
function filled<A extends Int32Array | Float64Array>(numbers: A, values: readonly Cell[], numberOf: (value: Cell) => number): A {
  for (let i = 0; i < numbers.length; ++i) {
    const value = values[i]!;
    if (typeof value === "number") numbers[i] = value;
    else if (value !== null) numbers[i] = numberOf(value);
  }
  return numbers;
}

/** Days since 1970 of a date as text; dates in a mart are few and repeated. */
function dayNumbers(): (value: Cell) => number {
  const known = new Map<Cell, number>();
  return (value) => {
    let day = known.get(value);
    if (day === undefined) known.set(value, (day = Date.parse(`${String(value)}T00:00:00Z`) / DAY));
    return day;
  };
}

/** The distinct texts in the order of their first rows, and of each row its text's place among them. */
function dictionary(values: readonly Cell[]): {codes: Int32Array; texts: string[]} {
  const places = new Map<Cell, number>();
  const codes = new Int32Array(values.length);
  for (let i = 0; i < codes.length; ++i) {
    const value = values[i]!;
    if (value === null) continue;
    let place = places.get(value);
    if (place === undefined) places.set(value, (place = places.size));
    codes[i] = place;
  }
  return {codes, texts: Array.from(places.keys(), String)};
}

/** Texts end to end with their offsets; apache-arrow's own builder takes ten times as long. */
function utf8(texts: readonly string[]): Data<Utf8> {
  const bytes = texts.map((text) => encoder.encode(text));
  const valueOffsets = new Int32Array(texts.length + 1);
  bytes.forEach((text, i) => (valueOffsets[i + 1] = valueOffsets[i]! + text.length));
  const data = new Uint8Array(valueOffsets[texts.length]!);
  bytes.forEach((text, i) => data.set(text, valueOffsets[i]));
  return makeData({type: new Utf8(), length: texts.length, nullCount: 0, valueOffsets, data});
}

const encoder = new TextEncoder();

function kind(type: string): "integer" | "number" | "text" | "boolean" | "date" | null {
  if (/^(U?TINYINT|U?SMALLINT|INTEGER)$/.test(type)) return "integer";
  if (/^(UINTEGER|U?BIGINT|U?HUGEINT|FLOAT|DOUBLE|DECIMAL\(.*\))$/.test(type)) return "number";
  if (/^(VARCHAR|ENUM\([^]*\)|TIMESTAMP.*)$/.test(type)) return "text";
  if (type === "BOOLEAN") return "boolean";
  if (type === "DATE") return "date";
  return null;
}

function validity(values: readonly Cell[]): {nullBitmap: Uint8Array | undefined; nullCount: number} {
  const nullCount = values.reduce<number>((count, value) => count + (value === null ? 1 : 0), 0);
  return {nullCount, nullBitmap: nullCount ? bits(values, (v) => v !== null) : undefined};
}

function bits(values: readonly Cell[], test: (value: Cell) => boolean): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  values.forEach((value, i) => {
    if (test(value)) bytes[i >> 3]! |= 1 << (i & 7);
  });
  return bytes;
}
