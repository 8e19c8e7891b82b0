import type { WorkflowOperation } from "../../src/core/operation/request/operations.ts";
import type { Followed, Move } from "../../src/core/move/moves.ts";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, SWITCH_DEFAULTS } from "../../src/core/options/options.ts";
import { toChannelId, toPersonId } from "../../src/core/people/people.ts";
import type { Reading, Stream, Workflow } from "../../src/core/readings/readings.ts";
import type { Subject } from "../../src/core/operation/outcome/verdict.ts";
import { recordedMove, subjectOf } from "./recorded.ts";
import type { TabletType } from "../../src/core/options/kinds.ts";
import { shardsNamed } from "../names.ts";

export const ALL_TYPES: readonly TabletType[] = ["PRIMARY", "REPLICA", "RDONLY"];
export const READS: readonly TabletType[] = ["REPLICA", "RDONLY"];

export const SWITCH = { verb: "switch", options: SWITCH_DEFAULTS } as const satisfies WorkflowOperation;
export const SWITCH_ONE_WAY = {
  verb: "switch",
  options: { ...SWITCH_DEFAULTS, enableReverseReplication: false },
} as const satisfies WorkflowOperation;
export const REVERSE = { verb: "reverse", options: SWITCH_DEFAULTS } as const satisfies WorkflowOperation;
export const COMPLETE = { verb: "complete", options: COMPLETE_DEFAULTS } as const satisfies WorkflowOperation;
export const CANCEL = { verb: "cancel", options: CANCEL_DEFAULTS } as const satisfies WorkflowOperation;
export const CANCEL_KEEPING_DATA = { verb: "cancel", options: { ...CANCEL_DEFAULTS, keepData: true } } as const satisfies WorkflowOperation;

/** Tandem's record of a move that was created an hour before anything below happened; `known` is what the record contains besides. */
export function moveOf(subject: Subject, known: Partial<Followed> = {}): Move {
  return {
    name: subject.move,
    sourceKeyspace: subject.sourceKeyspace,
    tables: subject.tables,
    askedBy: toPersonId("U0ANA"),
    askedAt: Date.parse("2026-11-20T21:00:00Z"),
    channel: toChannelId("C0MOVES"),
    followers: [],
    state: { kind: "followed", told: { phase: "", error: "" }, ...known },
  };
}

/** The reading without Vitess's own words, which the watch of a keyspace does not request. */
export function withoutWords(reading: Reading): Reading {
  const { trafficState: _words, ...rest } = reading;
  return rest;
}

export function workflowOf({ workflow }: Reading): Workflow {
  if (workflow === undefined) throw new Error("no workflow in this reading");
  return workflow;
}

export function withWorkflow(reading: Reading, change: Partial<Workflow>): Reading {
  return { ...reading, workflow: { ...workflowOf(reading), ...change } };
}

/** The reading with its streams changed, each by its index. */
export function withStreams(reading: Reading, change: (stream: Stream, index: number) => Partial<Stream>): Reading {
  const workflow = workflowOf(reading);
  const streams = workflow.streams.map((stream, index) => ({ ...stream, ...change(stream, index) }));
  return { ...reading, workflow: { ...workflow, streams } };
}

const unsharded = recordedMove("happy-unsharded", subjectOf("commerce2customer", ["customer", "corder"]));
/** One shard to one shard: created, copied, switched in two steps, reversed, switched again, completed. */
export const UNSHARDED = {
  subject: unsharded.subject,
  copying: unsharded.at({ status: 69, workflow: 70, rules: 88, shards: [89, 90] }),
  copied: unsharded.at({ status: 82, workflow: 83, rules: 88, shards: [89, 90] }),
  readsSwitched: unsharded.at({ status: 115, workflow: 86, rules: 116, shards: [117, 118] }),
  switched: unsharded.at({ status: 121, workflow: 122, reverse: 127, rules: 123, shards: [124, 125] }),
  reversed: unsharded.at({ status: 133, workflow: 134, reverse: 135, rules: 136, shards: [137, 138] }),
  switchedAgain: unsharded.at({ status: 141, workflow: 142, reverse: 129, rules: 143, shards: [144, 145] }),
  completed: unsharded.at({ workflow: 151, reverse: 153, rules: 154, shards: [155, 156], schemas: { source: 159, target: 160 } }),
} as const;

const sharded = recordedMove(
  "happy-sharded",
  subjectOf("commerce2customer2", ["customer", "corder"], "customer2", shardsNamed("-80", "80-")),
);
/** One shard to two. */
export const SHARDED = {
  subject: sharded.subject,
  halfCopied: sharded.at({ status: 17, workflow: 18, rules: 31, shards: [32, 33, 34] }),
  copied: sharded.at({ status: 29, workflow: 30, rules: 31, shards: [32, 33, 34] }),
  switched: sharded.at({ status: 51, workflow: 52, reverse: 57, rules: 53, shards: [54, 55, 56] }),
} as const;

const killed = recordedMove("killed-after-journal", subjectOf("pj", ["product"]));
const KILLED_ANSWERS = { status: 7, workflow: 8, reverse: 12, rules: 9, shards: [10, 11], lockTakenBy: 6 } as const;
/** vtctld killed right after the journal of a switch; its lock stays; the same switch again, once the lock is gone. */
export const KILLED = {
  subject: killed.subject,
  rightAfter: killed.at(KILLED_ANSWERS),
  fourMinutesLater: killed.at({ ...KILLED_ANSWERS, laterMs: 4 * 60_000 }),
  finished: killed.at({ status: 17, workflow: 18, reverse: 22, rules: 19, shards: [20, 21] }),
} as const;

const rescue = recordedMove("rescue-denied-writes", subjectOf("wr", ["product"]));
const RESCUE_ANSWERS = { status: 6, workflow: 7, rules: 10, shards: [8, 9], lockTakenBy: 5 } as const;
/** vtctld killed during the catch-up of a switch: the source denies writes, routing still sends them there. */
export const DENIED_WRITES = {
  subject: rescue.subject,
  before: rescue.at({ status: 2, workflow: 7, rules: 10, shards: [3, 4] }),
  outage: rescue.at(RESCUE_ANSWERS),
  outageLater: rescue.at({ ...RESCUE_ANSWERS, laterMs: 4 * 60_000 }),
  rescued: rescue.at({ status: 14, workflow: 26, reverse: 27, rules: 25, shards: [23, 24] }),
} as const;

const outage = recordedMove("failures-2", subjectOf("f1", ["product"]));
/** The same outage again, found 97 s after the switch started, with the lock still held. */
export const OUTAGE = {
  subject: outage.subject,
  found: outage.at({ status: 39, workflow: 32, reverse: 36, rules: 42, shards: [40, 41], lockTakenBy: 30 }),
  foundLater: outage.at({ status: 39, workflow: 32, reverse: 36, rules: 42, shards: [40, 41], lockTakenBy: 30, laterMs: 2 * 60_000 }),
} as const;

const clientGone = recordedMove("client-gone-in-switch", subjectOf("cg", ["product"]));
/** The client goes away during the catch-up: vtctld cancels the switch by itself, reads stay switched. */
export const CLIENT_GONE = {
  subject: clientGone.subject,
  after: clientGone.at({ status: 8, workflow: 9, rules: 12, shards: [10, 11] }),
} as const;

const oneWay = recordedMove("reverse-not-enabled", subjectOf("e3", ["extra"]));
/** Switched without reverse replication; then a ReverseTraffic that Vitess accepts and cannot carry out. */
export const ONE_WAY = {
  subject: oneWay.subject,
  switched: oneWay.at({ status: 6, workflow: 7, reverse: 8, rules: 9, shards: [10, 11] }),
  afterReverse: oneWay.at({ workflow: 15, reverse: 16, rules: 17, shards: [18, 19] }),
} as const;

const stopped = recordedMove("switch-stopped", subjectOf("e4", ["product"]));
/** A stopped workflow passes Vitess's dry run; the real switch moves the reads and fails. */
export const STOPPED = {
  subject: stopped.subject,
  before: stopped.at({ status: 4, workflow: 5, shards: [13] }),
  afterSwitch: stopped.at({ status: 8, workflow: 9, reverse: 10, rules: 11, shards: [12, 13] }),
} as const;

const errored = recordedMove("stream-error", subjectOf("se1", ["product", "corder"]));
const noSource = recordedMove("stream-error", subjectOf("se4", ["product"]));
const atDdl = recordedMove("stream-error", subjectOf("se2", ["product"]));
/** A row that the target already has; a stream that met DDL; a stream without an RDONLY tablet. */
export const STREAMS = {
  duplicateKey: { subject: errored.subject, reading: errored.at({ status: 19, workflow: 20 }) },
  atDdl: { subject: atDdl.subject, reading: atDdl.at({ status: 55, workflow: 56 }) },
  noSource: { subject: noSource.subject, reading: noSource.at({ status: 74, workflow: 75 }) },
} as const;

const first = recordedMove("cancel", subjectOf("c1", ["customer", "corder"]));
const second = recordedMove("cancel", subjectOf("c2", ["product", "corder"]));
const noRules = recordedMove("cancel", subjectOf("c5", ["product", "corder"]));
/** Moves that were cancelled, one with its data kept, and one created without routing rules. */
export const CANCELS = {
  neverStarted: { subject: first.subject, reading: first.at({ status: 2, workflow: 3 }) },
  running: { subject: first.subject, reading: first.at({ status: 70, workflow: 71, rules: 72, shards: [73, 74] }) },
  cancelled: { subject: first.subject, reading: first.at({ workflow: 77, rules: 79, shards: [80, 81], schemas: { target: 82 } }) },
  keptData: { subject: second.subject, reading: second.at({ workflow: 77, rules: 88, shards: [89, 90] }) },
  withoutRules: { subject: noRules.subject, reading: noRules.at({ status: 147, workflow: 148, rules: 149, shards: [150] }) },
} as const;
