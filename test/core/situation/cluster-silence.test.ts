import { describe, expect, test } from "vitest";
import type { Followed, Move } from "../../../src/core/move/moves.ts";
import type { SilenceAlarm } from "../../../src/core/move/raised.ts";
import { toChannelId, toPersonId } from "../../../src/core/people/people.ts";
import { followClusterSilence } from "../../../src/core/situation/cluster-silence.ts";
import { BROKEN, moveTo } from "./model/silent.ts";

const NOW = 1_767_225_600_000;
const MINUTE = 60_000;
const OPERATORS = toChannelId("C0OPS");
const TERMS = { limits: { alarmAfterMs: 5 * MINUTE, alarmAgainMs: 30 * MINUTE }, operators: OPERATORS };

function silent(keyspace: string, sinceMinute = 0, more: Partial<Followed> = {}): Move {
  const since = NOW + sinceMinute * MINUTE;
  const alarm = { cause: "vitess-silent", raisedAt: since, since, lastAt: since, times: 1 } as const;
  const words = { why: "vtctld does not answer.", next: "Check that it runs." };
  return moveTo(keyspace, { unreadable: { since, tries: 3, ...words, told: "everywhere" }, alarms: [alarm], ...more });
}

interface Minute {
  readonly at: number;
  readonly moves: readonly Move[];
  /** Ben takes every alarm before. */
  readonly isTaken?: true;
}

/** What the operators' channel hears, and at which minute. */
function heard(looks: readonly Minute[]): readonly (readonly [minute: number, what: string])[] {
  let alarms: readonly SilenceAlarm[] = [];
  return looks.flatMap(({ at: minute, moves, isTaken }) => {
    const at = NOW + minute * MINUTE;
    if (isTaken === true) alarms = alarms.map((one) => ({ ...one, takenBy: { by: toPersonId("U0BEN"), at } }));
    const news = followClusterSilence(alarms, moves, at, TERMS);
    ({ alarms } = news);
    return news.notices.map(({ body, channel }) => {
      if (body.kind === "all-clear")
        return [
          minute,
          `clear of ${body.keyspaces?.join(" ") ?? "all"} in ${channel ?? "none"} after ${(body.until - body.since) / MINUTE} min`,
        ] as const;
      if (body.kind !== "vitess-silent") throw new Error(body.kind);
      const { move, others = [], isAgain, broken } = body;
      const names = [move, ...others].map(({ targetKeyspace }) => targetKeyspace).join(" ");
      return [minute, `${broken === undefined ? "" : `${broken.executionId} `}${isAgain === true ? "again " : ""}${names}`] as const;
    });
  });
}

function minutes(from: number, to: number, moves: readonly Move[]): readonly Minute[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({ at: from + index, moves }));
}

describe("the silence of a cluster", () => {
  test("is one alarm however many moves it concerns: after five minutes, again every half hour, and one all clear", () => {
    const all = ["customer", "billing", "orders"].map((keyspace) => silent(keyspace));
    expect(heard([{ at: 0, moves: all.slice(0, 1) }, ...minutes(1, 36, all), ...minutes(37, 45, [moveTo("customer")])])).toEqual([
      [5, "customer billing orders"],
      [35, "again customer billing orders"],
      [42, "clear of customer billing orders in C0OPS after 37 min"],
    ]);
  });

  test("lasts while one of its moves is silent, and is not repeated once somebody has it", () => {
    const left = [moveTo("customer"), silent("billing")];
    expect(
      heard([
        ...minutes(0, 6, [silent("customer"), silent("billing")]),
        { at: 7, moves: left, isTaken: true },
        ...minutes(8, 80, left),
        ...minutes(81, 90, []),
      ]),
    ).toEqual([
      [5, "customer billing"],
      [86, "clear of customer billing in C0OPS after 81 min"],
    ]);
  });

  test("that comes and goes is one alarm, and one that is over before five minutes is none in the operators' channel", () => {
    const flapping = [0, 1, 2, 3, 4, 5, 6, 7].map((at) => ({ at, moves: at % 2 === 0 ? [silent("customer")] : [moveTo("customer")] }));
    expect(heard(flapping)).toEqual([[6, "customer"]]);
    expect(heard([...minutes(0, 3, [silent("customer")]), ...minutes(4, 20, [])])).toEqual([]);
  });

  test("of a keyspace that nobody has read for days does not hide an outage, which has its own all clear", () => {
    const old = silent("forgotten", -3 * 24 * 60);
    const outage = ["customer", "billing"].map((keyspace) => silent(keyspace, 10));
    expect(
      heard([
        ...minutes(0, 6, [old]),
        { at: 7, moves: [old], isTaken: true },
        ...minutes(10, 16, [old, ...outage]),
        ...minutes(17, 30, [old]),
      ]),
    ).toEqual([
      [5, "forgotten"],
      [15, "customer billing"],
      [22, "clear of customer billing in C0OPS after 7 min"],
    ]);
  });

  test("with a call of Tandem's own that broke off is said at once, each call once, whoever has the alarm", () => {
    const first = silent("customer", 0, { unheard: [BROKEN] });
    const second = silent("billing", 0, { unheard: [{ ...BROKEN, executionId: "x2", brokeAt: NOW + MINUTE }] });
    expect(
      heard([
        { at: 0, moves: [first] },
        { at: 0.5, moves: [first, silent("billing")], isTaken: true },
        { at: 1, moves: [first, second] },
        { at: 2, moves: [first, second] },
      ]),
    ).toEqual([
      [0, "x1 customer"],
      [1, "x2 billing"],
    ]);
  });
});
