import { expect, it } from "vitest";
import { chooseWindow, findOpening, findWindow, isOpenNow, sayOpening } from "../../../src/core/policy/windows.ts";

const DAILY = [1, 2, 3, 4, 5, 6, 7];
const clock = (text: string): number => {
  const [hour = 0, minute = 0] = text.split(":").map(Number);
  return hour * 60 + minute;
};
const berlin = (from: string, to: string, days = DAILY) => [{ days, from: clock(from), to: clock(to), timeZone: "Europe/Berlin" }];
const next = (windows: ReturnType<typeof berlin>, now: string): string | undefined => {
  const at = findOpening(windows, Date.parse(now));
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16);
};
const open = (windows: ReturnType<typeof berlin>, now: string): boolean => isOpenNow(windows, Date.parse(now));

it("a window goes by the clock on the wall, in winter and in summer", () => {
  expect(next(berlin("22:00", "23:00"), "2026-11-20T12:00:00Z")).toBe("2026-11-20T21:00");
  expect(next(berlin("22:00", "23:00"), "2026-07-20T12:00:00Z")).toBe("2026-07-20T20:00");
  expect(open(berlin("22:00", "23:00"), "2026-11-20T21:59:59Z")).toBe(true);
  expect(open(berlin("22:00", "23:00"), "2026-11-20T22:00:00Z")).toBe(false);
  // A Friday, after the window: it opens on Monday.
  expect(next(berlin("10:00", "12:00", [1]), "2026-11-20T12:00:00Z")).toBe("2026-11-23T09:00");
});

it("in the night to summer time a window that begins in the gap opens when the clock jumps, and one inside it not at all", () => {
  // On 29 March 2026 at 02:00 the clock in Berlin jumps to 03:00, which is 01:00 UTC.
  expect(next(berlin("02:00", "04:00"), "2026-03-29T00:00:00Z")).toBe("2026-03-29T01:00");
  expect(open(berlin("02:00", "04:00"), "2026-03-29T00:59:00Z")).toBe(false);
  expect(next(berlin("02:15", "02:45"), "2026-03-29T00:00:00Z")).toBe("2026-03-30T00:15");
  expect(open(berlin("01:00", "02:30"), "2026-03-29T01:00:00Z")).toBe(false);
});

it("in the night back to winter time a window in the hour that comes twice opens twice", () => {
  // On 25 October 2026 at 03:00 the clock in Berlin goes back to 02:00, which is 01:00 UTC.
  const hours = berlin("02:15", "02:45");
  expect(next(hours, "2026-10-24T23:00:00Z")).toBe("2026-10-25T00:15");
  expect(open(hours, "2026-10-25T00:30:00Z")).toBe(true);
  expect(next(hours, "2026-10-25T00:45:00Z")).toBe("2026-10-25T01:15");
  expect(next(hours, "2026-10-25T01:45:00Z")).toBe("2026-10-26T01:15");
  // The clock goes back into a window that had closed.
  expect(next(berlin("01:00", "02:30"), "2026-10-25T00:40:00Z")).toBe("2026-10-25T01:00");
});

it("several windows are open only together, and say so if they never are", () => {
  const both = [...berlin("20:00", "23:00"), ...berlin("21:00", "22:00", [2])];
  expect(next(both, "2026-11-20T12:00:00Z")).toBe("2026-11-24T20:00");
  expect(sayOpening(both, Date.parse("2026-11-20T12:00:00Z"))).toBe("they open next on 2026-11-24 at 21:00 (Europe/Berlin)");
  const never = [...berlin("08:00", "09:00"), ...berlin("10:00", "11:00")];
  expect(sayOpening(never, Date.parse("2026-11-20T12:00:00Z"))).toBe("they do not open together in the next two weeks");
  expect(next([], "2026-11-20T12:00:00Z")).toBe("2026-11-20T12:00");
});

const utc = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString().slice(0, 16));
const chosen = (from: string, to: string, now: string): readonly (string | undefined)[] => {
  const { opens, closes } = chooseWindow({ from: clock(from), to: clock(to), timeZone: "Europe/Berlin" }, Date.parse(now));
  return [utc(opens), utc(closes)];
};

it("a requested window is the one that is open or opens next, past midnight too", () => {
  expect(chosen("02:00", "04:00", "2026-11-20T12:00:00Z")).toEqual(["2026-11-21T01:00", "2026-11-21T03:00"]);
  expect(chosen("02:00", "04:00", "2026-11-20T02:59:59Z")).toEqual(["2026-11-20T01:00", "2026-11-20T03:00"]);
  expect(chosen("02:00", "04:00", "2026-11-20T03:00:00Z")).toEqual(["2026-11-21T01:00", "2026-11-21T03:00"]);
  expect(chosen("23:00", "01:00", "2026-11-20T23:30:00Z")).toEqual(["2026-11-20T22:00", "2026-11-21T00:00"]);
  expect(chooseWindow({ from: 120, to: 240, timeZone: "Europe/Berlin" }, 0).hours).toBe("02:00-04:00 Europe/Berlin");
});

it("a change of the clocks shortens or lengthens a requested window, and hours that are left out come the next day", () => {
  expect(chosen("02:00", "04:00", "2026-03-29T00:00:00Z")).toEqual(["2026-03-29T01:00", "2026-03-29T02:00"]);
  expect(chosen("02:15", "02:45", "2026-03-29T00:00:00Z")).toEqual(["2026-03-30T00:15", "2026-03-30T00:45"]);
  expect(chosen("01:00", "04:00", "2026-10-24T22:00:00Z")).toEqual(["2026-10-24T23:00", "2026-10-25T03:00"]);
});

it("an operation begins while its window and the policy's are open together", () => {
  const found = (windows: ReturnType<typeof berlin>, own: readonly [string, string] | undefined, now: string) => {
    const requested = own === undefined ? undefined : { opens: Date.parse(own[0]), closes: Date.parse(own[1]) };
    const window = findWindow(windows, requested, Date.parse(now));
    return typeof window === "object" ? [utc(window.opens), utc(window.closes)] : window;
  };
  const night = berlin("22:00", "24:00");
  expect(found([], undefined, "2026-11-20T12:00:00Z")).toBeUndefined();
  expect(found(night, undefined, "2026-11-20T12:00:00Z")).toEqual(["2026-11-20T21:00", "2026-11-20T23:00"]);
  expect(found(night, undefined, "2026-11-20T21:30:00Z")).toEqual(["2026-11-20T21:30", "2026-11-20T23:00"]);
  expect(found(berlin("00:00", "24:00"), undefined, "2026-11-20T12:00:00Z")).toEqual(["2026-11-20T12:00", undefined]);
  const own = ["2026-11-20T22:00:00Z", "2026-11-21T02:00:00Z"] as const;
  expect(found([], own, "2026-11-20T12:00:00Z")).toEqual(["2026-11-20T22:00", "2026-11-21T02:00"]);
  expect(found(night, own, "2026-11-20T12:00:00Z")).toEqual(["2026-11-20T22:00", "2026-11-20T23:00"]);
  expect(found(berlin("08:00", "09:00"), own, "2026-11-20T12:00:00Z")).toBe("closed");
  expect(found([], own, "2026-11-21T02:00:00Z")).toBe("closed");
});
