import { adviseAfterStoppedCopy } from "../../core/explain/streams/stopped-after-copy.ts";
import { reverseName } from "../../core/vitess/names.ts";
import type { NextStep } from "../../core/situation/next-step.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { doReadsStay } from "../../core/move/kind.ts";
import { hasError } from "../../core/move/phase.ts";
import { clipText, markCode, escape, escapeName, toOneLine, quoteText } from "../text/escape.ts";
import { sayWhoHolds, nameLock } from "./locks.ts";
import type { OfKind, TakesAny } from "./of-kind.ts";
import { nameReads } from "./reads-left.ts";
import { OPERATION_REFUSALS } from "./operation-refusals.ts";
import { VERB_WORDS } from "./verbs.ts";
import { sayWaitingNext } from "./waiting.ts";

type StepOf<K extends NextStep["kind"]> = OfKind<NextStep, K>;
/** Leaves room in a command for two names as long as Vitess allows. */
const COMMAND = 300;

type SayStep<K extends NextStep["kind"]> = (step: StepOf<K>, situation: Situation) => string;

const STEP_WORDS = {
  nothing: () => "nothing is left for Tandem to do",
  "create-again": () => "fix the cause, then create it again",
  "ask-elsewhere": () => "ask who completed or cancelled it elsewhere",
  "decide-plan": () => "decide the request, then create it again",
  wait: ({ what }) => WAITS[what],
  waiting: ({ waiting }, { now }) => sayWaitingNext(waiting, now),
  "reach-vitess": ({ how }) => escape(clipText(toOneLine(how), 400)),
  start: ({ copied }, { phase }) => {
    if (phase.kind === "not-started") return "start it";
    return copied ? "start it, wait until it has caught up, then run a VDiff" : "start it again; the copy goes on where it stopped";
  },
  "find-source-tablet": (_, { known }) =>
    `if this stays, look for a serving tablet of the wanted type and cell in ${escapeName(known.move.sourceKeyspace)}`,
  "mend-stream": () => "fix the cause, then stop and start the workflow",
  "find-reverse": (_, { known }) => {
    const failed = known.reading?.reverse?.streams.find(hasError);
    const cause =
      failed === undefined
        ? "find out what stopped the reverse workflow"
        : `fix what the reverse workflow reports, ${quoteText(failed.message, 160)}`;
    return `${cause}, then have a Vitess DBA start it; do not reverse before it runs again`;
  },
  "run-vdiff": ({ why }) => COMPARE[why],
  "request-switch": ({ what }, situation) => SWITCHES[what](situation),
  "run-again": ({ verb, lockedBy }, { phase, now }) => {
    const again = `run the same ${verb === "switch" ? "switch" : VERB_WORDS[verb].vitess} again`;
    if (phase.kind !== "alarm" && phase.kind !== "stopped") return `${again}: it was cut off, and nobody holds its lock any more`;
    if (phase.kind === "stopped") return `${again}; do not start it by hand`;
    const lock = lockedBy === undefined ? "" : `, once nobody holds ${nameLock(lockedBy)} (${sayWhoHolds(lockedBy, "it", now)})`;
    return `${again}${lock}; do not roll back and do not start the old streams`;
  },
  "tell-tablets": () => "unblock writes once more: the record is clean, and the tablets are only told to read it",
  unblock: (step, situation) => unblock(step, situation),
  "serve-rules": () =>
    "have the saved routing rules served: that takes no lock and some milliseconds, and applications can write again; running the same switch again would not do it",
  "restore-rules": (_, { known }) =>
    `restore the routing rules of the switch: from a snapshot (\`rules get\` names them), or lead its tables to ${escapeName(known.move.name.targetKeyspace)} in what \`vtctldclient GetRoutingRules\` answers, and have that applied with \`vtctldclient ApplyRoutingRules\`; do not unblock writes and do not start the old streams`,
  "finish-rollback": ({ reverse }, situation) => sayFinishRollback(reverse, situation),
  "watch-then-end": ({ canReverse }) => `watch the applications, then complete${canReverse ? " or roll back" : ""}`,
  "not-now": ({ because }) => (because === "partial-complete" ? SHARD_BY_SHARD : OPERATION_REFUSALS[because].next),
  "switch-or-anew": ({ mustCompare }) => `${adviseAfterStoppedCopy(mustCompare)}; a start would stop again at once`,
  "cancel-and-create": () => "cancel it, then create it again: a copy from one snapshot does not go on once it has stopped",
  "have-dba-look": ({ why }, situation) => DBA[why](situation),
} as const satisfies { [K in NextStep["kind"]]: SayStep<K> };

/** Vitess has no Complete for such a move. */
const SHARD_BY_SHARD = "when every shard is moved, cancel each workflow with --keep-data and --keep-routing-rules, and clean up by hand";

const WAITS = {
  create: "wait",
  start: "wait",
  copy: "wait for the copy, then run a VDiff",
  vdiff: "wait for the report of the VDiff, then request the switch",
  lag: "wait until the lag is under its limit; if it grows, look at throttling and load",
  "switch-elsewhere": "wait; if it is not over within three minutes, this card says what to do",
} as const satisfies Record<StepOf<"wait">["what"], string>;

const COMPARE = {
  none: "run a VDiff, then request the switch",
  old: "run a VDiff again, because the last one is too old; then request the switch",
  outdated: "run a VDiff again, because the streams were stopped since the last one; then request the switch",
  "before-rollback":
    "run a VDiff again, because the last one was before the rollback, and Vitess has forgotten it with the old streams; then request the switch",
  "not-clean": "look at the last VDiff, which does not allow a switch; fix what it found and run it again",
} as const satisfies Record<StepOf<"run-vdiff">["why"], string>;

const SWITCHES = {
  all: () => "request the switch",
  writes: ({ kind, known: { reading } }) => {
    if (reading !== undefined && doReadsStay(reading))
      return "request the switch of writes; Vitess before 22 does not switch a tenant's reads back";
    return `request the switch of writes, or ${kind === "tenant" ? "roll back the reads" : "roll back"}`;
  },
  reads: ({ readsLeft }) => `switch the ${nameReads(readsLeft)} as well`,
} as const satisfies Record<StepOf<"request-switch">["what"], (situation: Situation) => string>;

const DBA = {
  "no-side-denies-writes": ({ known: { move } }) =>
    `have ${escapeName(move.sourceKeyspace)} deny writes to these tables on each of its shards: ${markCode(`vtctldclient SetShardTabletControl --denied-tables=… ${move.sourceKeyspace}/<shard> primary`, COMMAND)}, then ${markCode(`vtctldclient RefreshStateByShard ${move.sourceKeyspace}/<shard>`, COMMAND)}`,
  "switched-not-finished": ({ known: { move } }) =>
    `start nothing, which would write old rows over new ones: ${markCode(`vtctldclient Workflow --keyspace ${move.name.targetKeyspace} stop --workflow ${move.name.workflow}`, COMMAND)}, then show the streams' error to a Vitess DBA; Vitess refuses to finish the switch while it is there`,
  "rules-not-served": () =>
    `saved and served routing rules differ: compare ${markCode("vtctldclient GetRoutingRules")} with ${markCode("vtctldclient GetSrvVSchema <cell>")}; where all that is saved is right, ${markCode("vtctldclient RebuildVSchemaGraph")} has every cell serve it, which takes no lock and moves reads and writes; where it is not, restore the right rules from a snapshot`,
  "cut-off": () =>
    "start and stop nothing: a switch has stopped a stream of this workflow, which would write old rows over new ones; show it to a Vitess DBA together with the stream that does not run, because of which Vitess does not go on with the switch",
} as const satisfies Record<StepOf<"have-dba-look">["why"], (situation: Situation) => string>;

/** ReverseTraffic itself switches the reverse workflow, so no other is needed (docs/facts/switch-traffic.md#reverse-by-its-own-name). */
function sayFinishRollback(reverse: StepOf<"finish-rollback">["reverse"], { known: { move, reading } }: Situation): string {
  const { sourceKeyspace, name } = move;
  const [source, target] = [escapeName(sourceKeyspace), escapeName(name.targetKeyspace)];
  const way = reverseName(name.workflow);
  const start = markCode(`vtctldclient Workflow --keyspace ${sourceKeyspace} start --workflow ${way}`, COMMAND);
  const go = markCode(`vtctldclient MoveTables --workflow ${way} --target-keyspace ${sourceKeyspace} SwitchTraffic`, COMMAND);
  const older = markCode(`vtctlclient MoveTables SwitchTraffic ${sourceKeyspace}.${way}`, COMMAND);
  const finish = `${go} (before Vitess 18 ${older}), which leads everything to ${source} and makes the workflow anew`;
  const started = `have a Vitess DBA start the reverse workflow (${start}), since ${source} misses the writes made without it; once it has caught up, ${finish}`;
  const failed = reading?.reverse?.streams.find(hasError);
  const words = {
    running: `no write is lost while the reverse workflow runs; have a Vitess DBA finish the reverse: ${finish}; until then change neither rules nor streams`,
    "cut-off": `start and stop nothing; have a Vitess DBA finish the reverse, which was cut off: ${finish}`,
    stopped: started,
    "in error": `fix what the reverse workflow reports${failed === undefined ? "" : `, ${quoteText(failed.message, 160)}`}; then ${started}`,
    over: `the reverse had come to its end, and nothing carries what is written at ${target} to ${source}: have a Vitess DBA lead the tables to ${source} in what \`vtctldclient GetRoutingRules\` answers, apply that with \`vtctldclient ApplyRoutingRules\`, and copy by hand what was written at ${target} meanwhile`,
  } as const satisfies Record<typeof reverse, string>;
  return words[reverse];
}

/** Unblocks writes first; repeating the interrupted operation can wait for the lock. */
function unblock({ side, lockedBy }: StepOf<"unblock">, { alarm, known, now }: Situation): string {
  const { move } = known;
  const lock = lockedBy === undefined ? "" : ` (${sayWhoHolds(lockedBy, "it", now)})`;
  if (alarm?.alarm === "both-sides-deny-writes")
    return "make sure that no switch runs, then unblock writes; if that is refused, show this to the on-call DBA";
  if (side === "target")
    return `make sure that no switch runs, then unblock writes at ${escapeName(move.name.targetKeyspace)}, where routing sends them; if that is refused, compare routing rules and denied tables with the on-call DBA`;
  const again = alarm?.broken?.verb === "reverse" ? VERB_WORDS.reverse.vitess : "switch";
  return `make sure that no switch runs, then unblock writes; the same ${again} again is for later, once nobody holds ${nameLock(lockedBy ?? {})}${lock}`;
}

/** The single next step of a situation, worded to follow "Next: ". */
export function sayNextStep(situation: Situation): string {
  const say: TakesAny<NextStep, [Situation], string> = STEP_WORDS[situation.next.kind];
  return say(situation.next, situation);
}
