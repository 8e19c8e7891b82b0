import type { Phase } from "../../core/state/phase.ts";
import { ALARMS } from "./alarms.ts";
import type { OfKind, TakesAny } from "./of-kind.ts";

/** What a phase needs to know to be put into words; everything comes formatted. */
export interface PhaseNames {
  readonly source: string;
  readonly target: string;
  readonly maxLagSeconds: number;
  /** How much of the reads is switched: it need not be all when the writes are. */
  readonly reads: "none" | "some" | "all";
  readonly reverse: ReverseState;
  /** A VDiff that is finished and clean speaks for a switch. */
  readonly clean: boolean;
}

/** Vitess's message on a stream that a switch has stopped. */
export const CUT_OVER = "stopped for cutover";

/** The workflow that carries writes back to the source after a switch. */
export type ReverseState = "running" | "stopped" | "absent";

interface PhaseWords {
  /** After the move's name in the first line. */
  readonly status: string;
  /** One sentence more, where the status alone could mislead. */
  readonly detail?: string;
  /** One safe next step. */
  readonly next: string;
}

type PhaseOf<K extends Phase["kind"]> = OfKind<Phase, K>;

const PHASES = {
  planned: (_, { source, target }) => ({
    status: "planned, not created yet",
    detail: `Preflight stopped the create from ${source} to ${target}. Nothing exists at Vitess.`,
    next: "decide the request in the thread, then ask for the create again",
  }),
  creating: () => ({ status: "being created", detail: "Vitess does not show the workflow yet.", next: "wait" }),
  starting: () => ({ status: "starting", detail: "The streams are looking for a tablet to read from.", next: "wait" }),
  "not-started": () => ({ status: "created, not started", detail: "Nothing is copied yet.", next: "start it" }),
  "waiting-for-source": (_, { source }) => ({
    status: "waiting for a tablet to read from",
    detail: `At least one stream has not begun to read from ${source}.`,
    next: `if this stays, look for a serving tablet of the wanted type and cell in ${source}`,
  }),
  copying: () => ({ status: "copying", next: "wait, then VDiff" }),
  running: ({ lagSeconds }, { clean }) => ({
    status: `copied, running · lag ${lagSeconds} s`,
    next: clean ? "ask for the switch" : "VDiff, then ask for the switch",
  }),
  lagging: ({ lagSeconds }, { maxLagSeconds }) => ({
    status: `copied, behind · lag ${lagSeconds} s`,
    detail: `The limit for a switch is ${maxLagSeconds} s.`,
    next: "wait until the lag is under its limit; if it grows, look at throttling and load",
  }),
  stopped: ({ copied, message }) => ({
    status: copied ? "copied, stopped" : "stopped during the copy",
    detail: stopReason(message),
    next: stopNext(copied, message),
  }),
  error: () => ({
    status: "stream error",
    detail: "Vitess reports an error for at least one stream. What it means stands in the thread.",
    next: "mend the cause, then stop and start the workflow",
  }),
  switching: ({ writesMoved }, { source, target }) => ({
    status: "a switch is under way",
    detail: writesMoved
      ? `Writes go to ${target} already. Until the reverse workflow runs, ${source} does not follow: do not roll back now.`
      : `While it lasts, applications may not be able to write to these tables: ${source} stops them before ${target} takes them.`,
    next: "wait; if it is not over within three minutes, this card says what to do",
  }),
  "reads-switched": (_, { source, target, reads }) => ({
    status: `${reads === "all" ? "reads switched" : "reads partly switched"}, writes not`,
    detail: `${reads === "all" ? "Replica and rdonly reads go" : "Some replica and rdonly reads go"} to ${target}; writes stay on ${source}.`,
    next: "ask for the switch of writes, or reverse",
  }),
  switched: (_, { source, target, reads, reverse }) => ({
    status: reads === "all" ? "switched" : "writes switched, reads not all",
    detail: `${SWITCHED[reads]} ${target}. ${REVERSE[reverse](source)}`,
    next: reads === "all" ? SWITCHED_NEXT[reverse] : "switch the remaining reads",
  }),
  alarm: ({ alarm }) => ({ status: ALARMS[alarm].title, next: ALARMS[alarm].next }),
  ended: ({ how }, { target }) => ENDED[how](target),
} as const satisfies { [K in Phase["kind"]]: (phase: PhaseOf<K>, names: PhaseNames) => PhaseWords };

const SWITCHED = {
  all: "Reads and writes go to",
  some: "Writes and some reads go to",
  none: "Writes, but no replica or rdonly reads, go to",
} as const satisfies Record<PhaseNames["reads"], string>;

const REVERSE = {
  running: (source) => `${source} follows through the reverse workflow, so switching back loses nothing.`,
  stopped: (source) => `The reverse workflow does not run: ${source} misses writes, and switching back now would lose them.`,
  absent: (source) => `No reverse workflow runs: ${source} does not follow, and switching back would lose writes.`,
} as const satisfies Record<ReverseState, (source: string) => string>;

const SWITCHED_NEXT = {
  running: "watch the applications, then complete or reverse",
  stopped: "find out why the reverse workflow does not run; do not reverse before it does",
  absent: "watch the applications, then complete",
} as const satisfies Record<ReverseState, string>;

const ENDED = {
  completed: (target) => ({
    status: "completed",
    detail: `${target} serves these tables. The workflow is gone.`,
    next: "nothing is left to do",
  }),
  cancelled: () => ({ status: "cancelled", detail: "The workflow is gone; the source serves its tables.", next: "nothing is left to do" }),
  "not-created": () => ({
    status: "not created",
    detail: "Vitess did not create the workflow. Why stands in the thread.",
    next: "mend the cause, then create it again",
  }),
  gone: () => ({
    status: "gone",
    detail: "Vitess does not know this workflow any more, and Tandem did not end it.",
    next: "ask who completed or cancelled it elsewhere",
  }),
} as const satisfies { [How in PhaseOf<"ended">["how"]]: (target: string) => PhaseWords };

/** The words of a phase. */
export function sayPhase(phase: Phase, names: PhaseNames): PhaseWords {
  const say: TakesAny<Phase, [PhaseNames], PhaseWords> = PHASES[phase.kind];
  return say(phase, names);
}

function stopNext(copied: boolean, message: string): string {
  if (message.startsWith(CUT_OVER)) return "run the same switch again; do not start it by hand";
  return copied ? "start it, wait until it has caught up, then VDiff" : "start it again; the copy goes on where it stopped";
}

/** What Vitess's stop messages mean. Others may hold row data, so they are not repeated here. */
function stopReason(message: string): string {
  if (message === "") return "Somebody stopped it.";
  if (message.startsWith("Stopped after copy")) return "It was created to stop after the copy.";
  if (message.startsWith("Stopped at DDL")) return "It met a schema change at the source and stopped, as it was told to.";
  if (message.startsWith("Stop position")) return "It reached the position at which it was told to stop.";
  if (message.startsWith(CUT_OVER))
    return "A switch stopped it and did not come to its end. Started by hand it could write old rows over new ones.";
  return "Vitess left a message on the stream; `show` tells more.";
}
