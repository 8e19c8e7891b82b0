import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import type { NextStep } from "../../../src/core/situation/next-step.ts";
import type { ButtonKey } from "../../../src/core/situation/press.ts";
import { type Situation, deriveSituation } from "../../../src/core/situation/situation.ts";
import type { Alarm } from "../../../src/core/move/alarms.ts";
import { drawnOnce } from "../drawn-once.ts";
import { type Case, cases } from "./model/cases.ts";
import { cannotWrite, mayPass } from "./model/outage.ts";
import { refusalOf } from "./model/refusals.ts";
import { count } from "../../counts.ts";
import { countRuns } from "../../seed.ts";

const RUNS = { numRuns: countRuns(1_500) };
const MINUTE = 60_000;

/** Everything that occurred in these tests: a promise that was never tested is worth nothing. */
const met = new Map<string, number>();

/** Holds something of every situation that there may be. */
const always = drawnOnce<Case, Situation>(
  cases,
  (it) => {
    const is = deriveSituation(it.known, DEFAULT_LIMITS, it.now);
    for (const what of [
      `phase ${is.phase.kind}`,
      `next ${is.next.kind}`,
      `alarm ${is.alarm?.alarm ?? "none"}`,
      ...is.buttons.map(({ key }) => `button ${key}`),
    ])
      met.set(what, (met.get(what) ?? 0) + 1);
    return is;
  },
  RUNS,
);

// Draws them all.
test("every set of records has a situation, and always the same one", { timeout: 3 * MINUTE }, () => {
  always((is, { known, now }) => expect(deriveSituation(structuredClone(known), DEFAULT_LIMITS, now)).toEqual(is));
});

/** What a person presses for a next step; undefined if it has no button. */
function pressFor(next: NextStep): ButtonKey | undefined {
  if (next.kind === "request-switch") return next.what === "reads" ? "switchReads" : "switch";
  if (next.kind === "run-again") return next.verb === "switch" ? "switchAgain" : "reverseAgain";
  return PRESSES[next.kind];
}

const PRESSES: Partial<Record<NextStep["kind"], ButtonKey>> = {
  start: "start",
  "run-vdiff": "vdiff",
  unblock: "rescue",
  "tell-tablets": "rescue",
  "serve-rules": "serveRules",
  "watch-then-end": "complete",
};

test("there is at most one primary button, and it does what the text recommends", { timeout: MINUTE }, () => {
  always(({ next, buttons }) => {
    const primary = buttons.filter((one) => one.primary).map(({ key }) => key);
    const isLocked = next.kind === "run-again" && next.lockedBy !== undefined;
    const press = isLocked ? undefined : pressFor(next);
    expect(primary).toEqual(press === undefined ? [] : [press]);
    expect(new Set(buttons.map(({ key }) => key)).size).toBe(buttons.length);
  });
});

test("every button on offer does something", { timeout: MINUTE }, () => {
  always(({ buttons }, it) => expect(buttons.filter(({ key }) => refusalOf(key, it) !== undefined)).toEqual([]));
});

test("no text recommends a start that would be refused", { timeout: MINUTE }, () => {
  always(({ next }, it) => {
    const isStart = next.kind === "start" || next.kind === "mend-stream";
    // The cause of an error is fixed first, and a young lock is gone by then.
    const passes = next.kind === "mend-stream" ? [undefined, "workflow-locked"] : [undefined];
    expect(isStart ? passes : [refusalOf("start", it)]).toContain(refusalOf("start", it));
  });
});

test("a rollback is one press only while the reverse workflow runs, and within its time", { timeout: MINUTE }, () => {
  always(({ rollbackUntil, reverseReplication, phase, now, buttons }) => {
    const isArmed = rollbackUntil !== undefined && now < rollbackUntil && reverseReplication === "running" && phase.kind === "switched";
    const isSaid = rollbackUntil !== undefined || buttons.some(({ key }) => key === "rollBack");
    expect(isSaid && !isArmed).toBe(false);
  });
});

test("streams that are stopped, frozen or in error show no lag", { timeout: MINUTE }, () => {
  always(({ lagSeconds, known: { reading } }) => {
    if (lagSeconds === undefined) return;
    const running = [reading?.workflow, reading?.reverse].filter(
      (one) =>
        one?.lag.kind === "seconds" &&
        one.lag.value === lagSeconds &&
        one.streams.every(({ state, message }) => state === "Running" && message === ""),
    );
    expect(running).not.toEqual([]);
  });
});

const CALLED_WELL: readonly Situation["phase"]["kind"][] = [
  "running",
  "lagging",
  "copying",
  "reads-switched",
  "switched",
  "stopped",
  "error",
];

test(
  "no move is called healthy while applications cannot write; an alarm says so unless somebody may be switching",
  { timeout: MINUTE },
  () => {
    always(({ phase, alarm, known }, it) => {
      if (known.move.state.kind !== "followed" || !cannotWrite(it)) return;
      expect(CALLED_WELL).not.toContain(phase.kind);
      expect([alarm !== undefined, phase.kind]).toEqual(mayPass(it) ? [false, "switching"] : [true, "alarm"]);
    });
  },
);

test("the next step in an outage is one that ends it", { timeout: MINUTE }, () => {
  always(({ next, alarm, waiting }, it) => {
    if (alarm === undefined || !cannotWrite(it) || (waiting !== undefined && waiting.kind !== "look")) return;
    const isShared = alarm.alarm === "shared-target-denies-writes";
    const isLookedInto =
      waiting !== undefined && !isShared && !alarm.alarm.endsWith("deny-writes") && !alarm.alarm.endsWith("writes-denied");
    // Serving the saved rules waits for no look either, where it helps.
    const isServed = alarm.alarm === "rules-not-served" && refusalOf("serveRules", it) === undefined;
    expect(
      isLookedInto
        ? [isServed ? "serve-rules" : "waiting"]
        : ["unblock", "serve-rules", "run-again", "restore-rules", "have-dba-look", "not-now"],
    ).toContain(next.kind);
  });
});

test("no text invites to go on while something is wrong, requested or under way", { timeout: MINUTE }, () => {
  always(({ next, alarm, known: { request, execution } }) => {
    if (alarm === undefined && request === undefined && execution === undefined) return;
    expect(["request-switch", "watch-then-end", "run-vdiff", "start"]).not.toContain(next.kind);
  });
});

test("every situation but the end has a next step", { timeout: MINUTE }, () => {
  always(({ next, known: { move } }) => {
    expect([next.kind === "nothing", move.state.kind === "ended"]).not.toEqual([true, false]);
  });
});

type Names<T extends string> = Readonly<Record<T, true>>;

const PHASES: Names<Situation["phase"]["kind"]> = {
  planned: true,
  creating: true,
  starting: true,
  "not-started": true,
  "waiting-for-source": true,
  copying: true,
  running: true,
  lagging: true,
  stopped: true,
  "stopped-after-copy": true,
  error: true,
  switching: true,
  ending: true,
  "reads-switched": true,
  switched: true,
  alarm: true,
  ended: true,
};
const BUTTONS: Names<ButtonKey> = {
  callOff: true,
  complete: true,
  details: true,
  diagnose: true,
  rescue: true,
  serveRules: true,
  reverse: true,
  reverseReads: true,
  rollBack: true,
  rollBackReads: true,
  reverseAgain: true,
  start: true,
  stop: true,
  switch: true,
  switchAgain: true,
  switchReads: true,
  vdiff: true,
};
const ALARMS: Names<Alarm> = {
  "source-writes-denied": true,
  "both-sides-deny-writes": true,
  "target-writes-denied": true,
  "shared-target-denies-writes": true,
  "no-side-denies-writes": true,
  "switched-not-finished": true,
  "rules-lost": true,
  "rules-not-served": true,
  "reverse-not-running": true,
  "workflow-lost": true,
  "tablets-not-told": true,
};
const WANTED: readonly string[] = Object.entries({ phase: PHASES, button: BUTTONS, alarm: ALARMS }).flatMap(([what, names]) =>
  Object.keys(names).map((name) => `${what} ${name}`),
);

test("every phase, button and alarm occurred", () => {
  count("phases, next steps, buttons and alarms of situations", met);
  expect(WANTED.filter((what) => !met.has(what))).toEqual([]);
});
