import { describe, expect, test } from "vitest";
import { decode, decodeIfAny, encode, type Format } from "../../src/store/schemas/document.ts";
import { MOVE } from "../../src/store/schemas/move.ts";
import { FORMATS } from "./formats.ts";
import { storedSamples } from "./stored-samples.ts";

type Path = readonly (string | number)[];

interface Place {
  readonly path: Path;
  /** The same in every record where the same schema has a word on it. */
  readonly sort: string;
}

/** Every value in a document, by its path. */
function placesIn(value: unknown, { path, sort }: Place = { path: [], sort: "" }): readonly Place[] {
  if (typeof value !== "object" || value === null) return [{ path, sort }];
  const { kind = "", verb = "" }: { kind?: string; verb?: string } = value;
  const isList = Array.isArray(value);
  const inner: readonly (readonly [string | number, unknown])[] = isList ? [...value.entries()] : Object.entries(value);
  return [
    ...(path.length === 0 ? [] : [{ path, sort }]),
    ...inner.flatMap(([name, one]) => placesIn(one, { path: [...path, name], sort: `${sort}.${kind}${verb}/${isList ? "" : name}` })),
  ];
}

/** In 0.1.0 every hold had the numbers of a lag; for other holds nothing reads them, and they pass like a newer Tandem's field. */
function isRead(what: string, path: Path): boolean {
  return !/^entries\/held-(?!lag)/.test(what) || !/^hold\.(lag|limit)Seconds$/.test(path.join("."));
}

/** The document with something else at this place: a number for objects, lists and texts, and an object for numbers. */
function damagedAt(value: unknown, [name, ...rest]: Path): unknown {
  if (name === undefined) return typeof value === "number" ? {} : 0.5;
  if (Array.isArray(value)) return value.map((one, place) => (place === name ? damagedAt(one, rest) : one));
  const fields: Readonly<Record<string, unknown>> = Object(value);
  return { ...fields, [name]: damagedAt(fields[name], rest) };
}

/** A stored text of an earlier Tandem in today's format; undefined if it counts as missing. */
function todays(format: Format<unknown>, key: string, text: string): { readonly v: number; readonly d: unknown } | undefined {
  const value = decodeIfAny(key, format, text);
  return value === undefined ? undefined : JSON.parse(encode(key, format, value));
}

test.each([
  ["name.workflow", "a workflow's name", "customer/x"],
  ["name.targetKeyspace", "a keyspace's name", "a b"],
  ["sourceKeyspace", "a keyspace's name", "a.b"],
  ["channel", "a channel's id", "<!channel>"],
  ["askedBy", "a person's id", ""],
])("a record whose %s is not %s is reported as damaged there, and would have been refused on its way in", (path, what, text) => {
  const [sample] = storedSamples("move");
  const record = todays(MOVE, sample.key, sample.text);
  const put = (value: unknown, [name = "", ...rest]: readonly string[]): unknown => {
    const fields: Readonly<Record<string, unknown>> = Object(value);
    return { ...fields, [name]: rest.length === 0 ? text : put(fields[name], rest) };
  };
  const damaged = JSON.stringify({ ...record, d: put(record?.d, path.split(".")) });
  expect(() => decode(sample.key, MOVE, damaged)).toThrow(`: ${path}: expected ${what}`);
});

describe("a record that is damaged in one place names that place, whichever it is", () => {
  test.each(FORMATS)("%s", (kind, format) => {
    const tried = new Set<string>();
    for (const { what, key, text } of storedSamples(kind)) {
      const record = todays(format, key, text);
      for (const { path, sort } of placesIn(record?.d)) {
        if (record === undefined || tried.has(sort) || !isRead(what, path)) continue;
        tried.add(sort);
        const damaged = JSON.stringify({ ...record, d: damagedAt(record.d, path) });
        expect(() => decode(key, format, damaged), what).toThrow(`Redis key ${key} is damaged and was left as it is: ${path.join(".")}: `);
      }
    }
    expect(tried.size).toBeGreaterThan(0);
  });
});
