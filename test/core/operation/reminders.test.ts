import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Vote } from "../../../src/core/operation/request/approval.ts";
import type { QuietHours } from "../../../src/core/operation/request/quiet-hours.ts";
import { readQuietHours } from "../../../src/core/operation/request/quiet-hours.ts";
import { decideReminders, mayDecide, withReminded } from "../../../src/core/operation/request/reminders.ts";
import type { Request } from "../../../src/core/operation/request/requests.ts";
import { REQUEST } from "../../store/literals.ts";
import { AT, MINUTE, OPEN } from "./ballot.ts";
import { ANA, BEN, CHO } from "./model/people.ts";

/** Asked at 14:00 UTC, to be approved by 14:30. */
const ASKED: Request = { ...REQUEST, ...OPEN, askedAt: AT };
const HOURS: QuietHours = { from: 14 * 60 + 10, to: 14 * 60 + 25, timeZone: "UTC" };
const HELD: Vote = { by: BEN, at: AT, kind: "approve", reason: "", held: true };

describe("a request of half an hour", () => {
  it("is reminded of in its thread at half time, and directly when a quarter is left", () => {
    expect(decideReminders(ASKED, undefined, AT)).toEqual({ due: [], next: AT + 15 * MINUTE, callUntil: AT + 30 * MINUTE });
    const half = decideReminders(ASKED, undefined, AT + 15 * MINUTE);
    expect(half).toEqual({ due: ["half-time"], next: AT + 22.5 * MINUTE, callUntil: AT + 30 * MINUTE });
    const reminded = withReminded(ASKED, half.due, AT + 15 * MINUTE);
    expect(decideReminders(reminded, undefined, AT + 16 * MINUTE)).toMatchObject({ due: [], next: AT + 22.5 * MINUTE });
    const last = decideReminders(reminded, undefined, AT + 22.5 * MINUTE);
    expect(last.due).toEqual(["last-call"]);
    expect(decideReminders(withReminded(reminded, last.due, AT + 23 * MINUTE), undefined, AT + 24 * MINUTE)).toEqual({
      due: [],
      callUntil: AT + 30 * MINUTE,
    });
  });

  it("is reminded of in neither way once it is decided, withdrawn or past its approve-by", () => {
    const now = AT + 20 * MINUTE;
    for (const state of [
      { kind: "approved", at: now, useBy: now } as const,
      { kind: "withdrawn", at: now, by: ANA } as const,
      { kind: "rejected", at: now, by: BEN, reason: "no" } as const,
    ]) {
      expect(decideReminders({ ...ASKED, state }, undefined, now)).toEqual({ due: [], callUntil: now });
    }
    expect(decideReminders(ASKED, undefined, AT + 30 * MINUTE)).toEqual({ due: [], callUntil: AT + 30 * MINUTE });
  });

  it("is not reminded of while a vote is held: people did what they could, and the groups are read again in a minute", () => {
    const now = AT + 20 * MINUTE;
    expect(decideReminders({ ...ASKED, votes: [HELD] }, undefined, now)).toMatchObject({ due: [], next: now + MINUTE });
  });
});

describe("in quiet hours", () => {
  it("a reminder waits for their end, and comes then", () => {
    expect(decideReminders(ASKED, HOURS, AT + 16 * MINUTE)).toMatchObject({ due: [], next: AT + 25 * MINUTE });
    expect(decideReminders(ASKED, HOURS, AT + 25 * MINUTE)).toMatchObject({ due: ["half-time", "last-call"] });
  });

  it("a reminder that would come after the approve-by is left out", () => {
    expect(decideReminders(ASKED, { ...HOURS, to: 15 * 60 }, AT + 16 * MINUTE)).toEqual({ due: [], callUntil: AT + 30 * MINUTE });
  });

  it("a line that is posted late mentions nobody: it may call people only until they begin", () => {
    const hours = { ...HOURS, from: 14 * 60 + 20 };
    expect(decideReminders(ASKED, hours, AT + 16 * MINUTE)).toMatchObject({ due: ["half-time"], callUntil: AT + 20 * MINUTE });
  });
});

it("a request of a day gets its last call an hour before it ends", () => {
  const day = { ...ASKED, approveBy: AT + 24 * 60 * MINUTE };
  expect(decideReminders(withReminded(day, ["half-time"], AT), undefined, AT + 13 * 60 * MINUTE).next).toBe(AT + 23 * 60 * MINUTE);
});

it("those who may still decide are the approvers without an approval, and the requester only where the rule says so", () => {
  const voted = { ...ASKED, votes: [{ by: BEN, at: AT, kind: "approve", reason: "" } as const] };
  expect([ANA, BEN, CHO].filter((person) => mayDecide(voted, person))).toEqual([CHO]);
  expect(mayDecide({ ...voted, rule: { people: 2, requesterCounts: true } }, ANA)).toBe(true);
});

it("however often and whenever anybody looks, no reminder comes twice, none in quiet hours, and none early or too late", () => {
  const minutes = fc.integer({ min: 0, max: 1439 });
  fc.assert(
    fc.property(
      fc.option(fc.record({ from: minutes, to: minutes, timeZone: fc.constantFrom("Europe/Berlin", "America/New_York") }), {
        nil: undefined,
      }),
      fc.integer({ min: 1, max: 3 * 24 * 60 }),
      fc.array(fc.integer({ min: 0, max: 4 * 24 * 60 }), { maxLength: 40 }),
      (hours, window, looks) => {
        fc.pre(hours === undefined || hours.from !== hours.to);
        // Berlin's clocks go back in that night.
        const askedAt = Date.parse("2026-10-24T12:00:00Z");
        let request: Request = { ...ASKED, askedAt, approveBy: askedAt + window * MINUTE };
        const sent: string[] = [];
        for (const look of looks.toSorted((a, b) => a - b)) {
          const now = askedAt + look * MINUTE;
          const { due, next } = decideReminders(request, hours, now);
          expect(next ?? Number.POSITIVE_INFINITY).toBeGreaterThan(now);
          if (due.length === 0) continue;
          expect(now).toBeLessThan(request.approveBy);
          expect(now - askedAt).toBeGreaterThanOrEqual((window * MINUTE) / 2 - 1);
          expect(hours !== undefined && readQuietHours(hours, now).isQuiet).toBe(false);
          sent.push(...due);
          request = withReminded(request, due, now);
        }
        expect(sent).toEqual([...new Set(sent)]);
      },
    ),
  );
});
