import { describe, expect, test } from "vitest";
import { z } from "zod";
import { decode, encode, type Format } from "../../src/store/schemas/document.ts";

/** A made-up record in its third format: `lanes` was `lane`, a single one, and then a list of names. */
interface Road {
  readonly name: string;
  readonly lanes: readonly { readonly name: string; readonly open: boolean }[];
}

const OLDEST = z.looseObject({ name: z.string(), lane: z.string() });
const OLDER = z.looseObject({ name: z.string(), lanes: z.array(z.string()) });

const ROAD: Format<Road> = {
  version: 3,
  schema: z.looseObject({ name: z.string(), lanes: z.array(z.looseObject({ name: z.string(), open: z.boolean() })) }),
  upgrades: {
    1(document) {
      const { lane, ...road } = OLDEST.parse(document);
      return { ...road, lanes: [lane] };
    },
    2(document) {
      const { lanes, ...road } = OLDER.parse(document);
      return { ...road, lanes: lanes.map((name) => ({ name, open: true })) };
    },
  },
};

const KEY = "{test}:road:a1";
const stored = (v: number, d: unknown): string => JSON.stringify({ v, d });

describe("a stored document", () => {
  test("of an old format is read through every step up to today's format", () => {
    const today = { name: "A1", lanes: [{ name: "left", open: true }] };
    expect(decode(KEY, ROAD, stored(1, { name: "A1", lane: "left" }))).toEqual(today);
    expect(decode(KEY, ROAD, stored(2, { name: "A1", lanes: ["left"] }))).toEqual(today);
    expect(decode(KEY, ROAD, stored(3, today))).toEqual(today);
  });

  test("keeps what this Tandem does not know through its steps", () => {
    const road = decode(KEY, ROAD, stored(1, { name: "A1", lane: "left", toll: { euros: 3 } }));
    expect(JSON.parse(encode(KEY, ROAD, { ...road, name: "A2" }))).toMatchObject({ v: 3, d: { name: "A2", toll: { euros: 3 } } });
  });

  test("is always written in today's format", () => {
    const text = encode(KEY, ROAD, decode(KEY, ROAD, stored(1, { name: "A1", lane: "left" })));
    expect(JSON.parse(text)).toEqual({ v: 3, d: { name: "A1", lanes: [{ name: "left", open: true }] } });
  });

  test("of a newer format is a fault that names the key and says to upgrade", () => {
    expect(() => decode(KEY, ROAD, stored(4, {}))).toThrow(`Redis key ${KEY} was written by a newer Tandem (format 4`);
  });

  test("of a format without a step to the next one is damaged", () => {
    const { 1: _gone, ...upgrades } = { ...ROAD.upgrades };
    expect(() => decode(KEY, { ...ROAD, upgrades }, stored(1, { name: "A1", lane: "left" }))).toThrow(
      /damaged.*format 1 is no longer read/,
    );
    const { upgrades: _none, ...without } = ROAD;
    expect(() => decode(KEY, without, stored(2, { name: "A1", lanes: [] }))).toThrow(/damaged.*format 2 is no longer read/);
  });

  test("that does not match its old format is damaged, and so is one whose steps lead to an invalid document", () => {
    expect(() => decode(KEY, ROAD, stored(1, { name: "A1" }))).toThrow(/damaged.*not what format 1 was/);
    const astray = { ...ROAD, upgrades: { ...ROAD.upgrades, 2: () => ({ name: "A1" }) } };
    expect(() => decode(KEY, astray, stored(2, { name: "A1", lanes: [] }))).toThrow(/damaged.*lanes/);
  });
});
