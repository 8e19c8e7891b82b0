import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type QuietHours, readQuietHours } from "../../../src/core/operation/request/quiet-hours.ts";

const NIGHT: QuietHours = { from: 22 * 60, to: 7 * 60, timeZone: "Europe/Berlin" };

function read(hours: QuietHours, at: string): readonly [isQuiet: boolean, changesAt: string] {
  const { isQuiet, changesAt } = readQuietHours(hours, Date.parse(at));
  return [isQuiet, new Date(changesAt).toISOString()];
}

describe("quiet hours from 22:00 to 07:00 in Berlin", () => {
  it("begin at ten in the evening and end at seven, by Berlin's clock in winter and in summer", () => {
    expect(read(NIGHT, "2026-11-20T20:59:59Z")).toEqual([false, "2026-11-20T21:00:00.000Z"]);
    expect(read(NIGHT, "2026-11-20T21:00:00Z")).toEqual([true, "2026-11-21T06:00:00.000Z"]);
    expect(read(NIGHT, "2026-07-20T20:00:00Z")).toEqual([true, "2026-07-21T05:00:00.000Z"]);
    expect(read(NIGHT, "2026-07-21T05:00:00Z")).toEqual([false, "2026-07-21T20:00:00.000Z"]);
  });

  it("last eight hours in the night of 29 March 2026, which loses one, and ten in the night of 25 October, which has one twice", () => {
    expect(read(NIGHT, "2026-03-28T21:00:00Z")).toEqual([true, "2026-03-29T05:00:00.000Z"]);
    expect(read(NIGHT, "2026-10-24T20:00:00Z")).toEqual([true, "2026-10-25T06:00:00.000Z"]);
  });
});

describe("quiet hours inside the hour that a change of the clocks touches", () => {
  const SHORT: QuietHours = { from: 2 * 60 + 15, to: 2 * 60 + 45, timeZone: "Europe/Berlin" };

  it("do not exist on the day without that hour", () => {
    expect(read(SHORT, "2026-03-29T00:00:00Z")).toEqual([false, "2026-03-30T00:15:00.000Z"]);
  });

  it("come twice on the day that has it twice", () => {
    expect(read(SHORT, "2026-10-25T00:00:00Z")).toEqual([false, "2026-10-25T00:15:00.000Z"]);
    expect(read(SHORT, "2026-10-25T00:45:00Z")).toEqual([false, "2026-10-25T01:15:00.000Z"]);
    expect(read(SHORT, "2026-10-25T01:15:00Z")).toEqual([true, "2026-10-25T01:45:00.000Z"]);
  });
});

it("quiet hours within one day end on that day, also in a zone whose offset is no whole hour", () => {
  const noon: QuietHours = { from: 12 * 60, to: 13 * 60 + 7, timeZone: "Asia/Kathmandu" };
  expect(read(noon, "2026-11-20T06:15:00Z")).toEqual([true, "2026-11-20T07:22:00.000Z"]);
});

it("a moment and its answer agree: nothing changes before the moment that is named, and it does change then", () => {
  const year = Date.parse("2026-01-01T00:00:00Z");
  fc.assert(
    fc.property(
      fc.record({
        from: fc.integer({ min: 0, max: 1439 }),
        to: fc.integer({ min: 0, max: 1439 }),
        timeZone: fc.constantFrom("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "UTC"),
      }),
      fc.integer({ min: 0, max: 365 * 24 * 3600 }),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (hours, second, share) => {
        fc.pre(hours.from !== hours.to);
        const now = year + second * 1000;
        const { isQuiet, changesAt } = readQuietHours(hours, now);
        expect(changesAt).toBeGreaterThan(now);
        expect(readQuietHours(hours, now + Math.floor(share * (changesAt - now))).isQuiet).toBe(isQuiet);
        expect(readQuietHours(hours, changesAt).isQuiet).toBe(!isQuiet);
      },
    ),
  );
});
