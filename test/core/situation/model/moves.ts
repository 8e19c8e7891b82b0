import type { UnrefreshedTables } from "../../../../src/core/move/unrefreshed.ts";
import fc from "fast-check";
import type { Followed, MoveEnd, MoveState } from "../../../../src/core/move/moves.ts";
import type { AlarmCause } from "../../../../src/core/move/raised.ts";
import type { Instant } from "../../../../src/core/readings/readings.ts";
import { ANA } from "../../operation/model/people.ts";
import type { BrokenCall } from "../../../../src/core/move/broken-call.ts";
import { keyspaceNamed, tablesNamed } from "../../../names.ts";

const MINUTE = 60_000;
export const ago = (at: Instant, ...ms: readonly number[]): fc.Arbitrary<Instant> => fc.constantFrom(...ms).map((one) => at - one);

function brokenCalls(at: Instant): fc.Arbitrary<BrokenCall> {
  return fc
    .record({
      verb: fc.constantFrom("switch" as const, "reverse" as const),
      startedAt: ago(at, 20_000, 100_000, 10 * MINUTE),
      isPast: fc.boolean(),
    })
    .map(({ verb, startedAt, isPast }) => ({
      verb,
      types: ["PRIMARY"],
      startedAt,
      brokeAt: startedAt + 10_000,
      executionId: "r0",
      ...(isPast ? { isPast: true as const } : {}),
    }));
}

function report(completedAt: Instant) {
  return { verdict: "clean", completedAt } as const;
}

/** A VDiff of Tandem's: running, clean and young, clean and old, outdated, or not clean. */
function vdiffs(at: Instant): fc.Arbitrary<NonNullable<Followed["vdiff"]>> {
  const begunAt = { uuid: "v1", startedBy: ANA, startedAt: at - 3 * MINUTE };
  return fc.constantFrom<NonNullable<Followed["vdiff"]>[]>(
    { ...begunAt },
    { ...begunAt, report: report(at - 2 * MINUTE) },
    { ...begunAt, report: report(at - 2 * MINUTE) },
    { ...begunAt, report: report(at - 2 * 24 * 60 * MINUTE) },
    { ...begunAt, report: { verdict: "different" } },
    { ...begunAt, report: { verdict: "stopped" } },
  );
}

/** Errors that come and go: one seen in the last reading, one that keeps coming back, one of the reverse workflow, one that is over. */
function troubles(at: Instant): fc.Arbitrary<NonNullable<Followed["trouble"]>> {
  const seen = { since: at - MINUTE, lastAt: at - 15_000, toldAt: at - MINUTE, message: "error: errno 1366" };
  return fc.constantFrom<NonNullable<Followed["trouble"]>[]>(
    { ...seen, times: 1 },
    { ...seen, times: 4 },
    { ...seen, times: 4, ofReverse: true },
    { ...seen, times: 2, isOver: true },
  );
}

/** An alarm of each kind, new or often back, somebody's or nobody's, one of them calm since the last reading. */
export function alarms(at: Instant): fc.Arbitrary<NonNullable<Followed["alarms"]>> {
  const causes = fc.constantFrom<AlarmCause[]>(
    "source-writes-denied",
    "stream-error",
    "stalled",
    "lag-grows",
    "no-source",
    "vdiff-still",
    "vitess-silent",
  );
  const alarm = fc.record({ cause: causes, times: fc.constantFrom(1, 6), isTaken: fc.boolean(), isCalm: fc.boolean() });
  return fc.uniqueArray(alarm, { minLength: 1, maxLength: 3, selector: ({ cause }) => cause }).map((all) =>
    all.map(({ cause, times, isTaken, isCalm }) => ({
      cause,
      times,
      raisedAt: at - 20 * MINUTE,
      since: at - 20 * MINUTE,
      lastAt: isCalm ? at - MINUTE : at,
      ...(isCalm ? { calmSince: at } : {}),
      ...(isTaken ? { takenBy: { by: ANA, at: at - 5 * MINUTE } } : {}),
    })),
  );
}

function followed(at: Instant): fc.Arbitrary<Followed> {
  const told = fc.record({ alarmSince: ago(at, 0, 30_000, 50_000, 5 * MINUTE) }, { requiredKeys: [] });
  const known = fc.record(
    {
      told: told.map((since) => ({ phase: "running", error: "", ...since })),
      creating: fc.constant(true as const),
      vdiff: vdiffs(at),
      touchedAt: ago(at, 1_000, 10 * MINUTE),
      startedAt: ago(at, 1_000, 10 * MINUTE),
      stoppedBy: fc.constant(ANA),
      rollback: fc.constantFrom(
        { kind: "armed", until: at + 10 * MINUTE } as const,
        { kind: "armed", until: at } as const,
        { kind: "without" } as const,
      ),
      unreadable: fc.constantFrom(1, 2).map((tries) => ({ since: at, tries, why: "vtctld does not answer.", next: "Wait." })),
      trouble: troubles(at),
      alarms: alarms(at),
      unheard: fc.array(brokenCalls(at), { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: ["told"] },
  );
  const notTold = fc
    .constantFrom("source", "target")
    .map((side): UnrefreshedTables => ({ side, tables: tablesNamed("customer"), since: at - MINUTE }));
  return fc.oneof(
    { weight: 9, arbitrary: known },
    { weight: 1, arbitrary: fc.tuple(known, notTold).map(([one, not]) => ({ ...one, notTold: not })) },
  );
}

/** A move in each of its states, as it is known at a reading. */
export function moveStates(at: Instant): fc.Arbitrary<MoveState> {
  const planned = { blocking: ["no-primary-key"], sourceKeyspace: keyspaceNamed("commerce"), tables: tablesNamed("customer") };
  return fc.oneof(
    { weight: 20, arbitrary: followed(at).map((state): MoveState => ({ kind: "followed", ...state })) },
    { weight: 1, arbitrary: fc.boolean().map((shown): MoveState => ({ kind: "planned", planned, shown })) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom<MoveEnd[]>("completed", "cancelled", "not-created", "gone")
        .map((how): MoveState => ({ kind: "ended", at, how })),
    },
  );
}
