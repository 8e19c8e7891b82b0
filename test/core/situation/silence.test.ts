import { describe, expect, test } from "vitest";
import { findFollowed, findUnreadable, type Move, updateFollowed } from "../../../src/core/move/moves.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import { toPersonId } from "../../../src/core/people/people.ts";
import { announceSilence, type Silence } from "../../../src/core/situation/silence.ts";
import { BROKEN, moveTo } from "./model/silent.ts";

const NOW = 1_767_225_600_000;
const SECOND = 1_000;
const WORDS = { why: "vtctld does not answer.", next: "Check that it runs." };

function tried(move: Move, afterS: number, how: Partial<Silence> = {}) {
  return announceSilence(move, { kind: "failed", since: NOW, ...WORDS, ...how }, NOW + afterS * SECOND, DEFAULT_LIMITS);
}

function kinds({ entries }: ReturnType<typeof tried>): readonly string[] {
  return entries.map(({ body }) => body.kind);
}

describe("the thread of a move that cannot be read", () => {
  test("hears nothing of one try that fails at once, and of the second once", () => {
    const first = tried(moveTo("customer"), 0);
    expect(kinds(first)).toEqual([]);
    expect(findUnreadable(first.move)).toBeUndefined();
    const second = tried(first.move, 4);
    expect(kinds(second)).toEqual(["vitess-silent"]);
    expect(findUnreadable(second.move)).toMatchObject({ since: NOW, tries: 2 });
    expect(findFollowed(second.move)?.alarms).toMatchObject([{ cause: "vitess-silent", since: NOW, times: 1 }]);
    expect(kinds(tried(second.move, 8))).toEqual([]);
  });

  test("hears at once of a read without an answer, and of a call of Tandem's own that broke off", () => {
    expect(kinds(tried(moveTo("customer"), 5, { kind: "waits" }))).toEqual(["vitess-silent"]);
    expect(tried(moveTo("customer", { unheard: [BROKEN] }), 0).entries).toMatchObject([{ body: { broken: BROKEN } }]);
  });

  test("hears of a call that breaks off while Vitess is silent already, once", () => {
    const { move } = tried(moveTo("customer"), 5, { kind: "waits" });
    const broke = tried(updateFollowed(move, { unheard: [BROKEN] }), 8);
    expect(broke.entries).toMatchObject([{ body: { kind: "vitess-silent", broken: BROKEN } }]);
    expect(kinds(tried(broke.move, 12))).toEqual([]);
  });

  test("hears once who has the alarm of the cluster", () => {
    const { move } = tried(moveTo("customer"), 5, { kind: "waits" });
    const takenBy = { by: toPersonId("U0BEN"), at: NOW + 9 * SECOND };
    const heard = tried(move, 10, { takenBy });
    expect(heard.entries).toMatchObject([{ body: { kind: "alarm-taken", cause: "vitess-silent", by: "U0BEN" } }]);
    expect(findFollowed(heard.move)?.alarms).toMatchObject([{ takenBy }]);
    expect(kinds(tried(heard.move, 14, { takenBy }))).toEqual([]);
  });

  test("what an older release announced is the same alarm", () => {
    const told = moveTo("customer", { unreadable: { since: NOW, tries: 7, ...WORDS, told: "thread" } });
    expect(kinds(tried(told, 60))).toEqual([]);
  });

  test("leaves the other alarms of the move as they are, because nobody can see them", () => {
    const stalled = { cause: "stalled", raisedAt: NOW - 1, since: NOW - 1, lastAt: NOW - 1, times: 1, calmSince: NOW - 1 } as const;
    const { move } = tried(moveTo("customer", { alarms: [stalled] }), 3_600, { kind: "waits" });
    expect(findFollowed(move)?.alarms).toMatchObject([stalled, { cause: "vitess-silent" }]);
  });
});
