import type { RowCounts, Stream } from "../../../src/core/readings/readings.ts";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import {
  at,
  COMPARED,
  COPYING,
  execution,
  followed,
  lastKey,
  move,
  MOVING,
  NOW,
  PROPOSALS,
  reading,
  READS_DONE,
  routedTo,
  STATES,
  stream,
  SWITCHED,
  TABLES,
  workflow,
} from "../given.ts";
import { type Cards, PHASES, SOURCE_DENIES } from "./phases.ts";
import { shardNamed, tableNamed } from "../../names.ts";

const THROTTLED = stream({
  state: "Copying",
  copyStates: [{ table: tableNamed("customer"), lastPk: lastKey(9) }],
  throttle: { component: "vcopier", at: NOW - 9000 },
});
const THROTTLED_SAMPLES = Array.from({ length: 20 }, (_, n) => ({
  at: NOW - 100_000 + n * 5000,
  done: 100 + n,
  rowsCopied: 0n,
  tablesDone: 0,
  keys: `${n}`,
  throttled: n >= 10,
}));
const STALLED_SAMPLES = Array.from({ length: 13 }, (_, n) => ({
  at: at("22:02") + n * 60_000,
  done: 4000,
  rowsCopied: 1_500_000n,
  tablesDone: 1,
  keys: "k",
  throttled: true,
}));
/** Vitess's own numbers stand still. */
const STANDING = stream({
  state: "Copying",
  rowsCopied: 0n,
  copyStates: [
    { table: tableNamed("corder"), lastPk: lastKey(3000) },
    { table: tableNamed("customer"), lastPk: "" },
  ],
});
const COUNTED: RowCounts = {
  at: NOW - 6000,
  target: [{ table: tableNamed("corder"), rows: 900_000n }],
  source: [
    { table: tableNamed("corder"), rows: 1_500_000n },
    { table: tableNamed("customer"), rows: 800_000n },
  ],
  sourceAt: NOW - 6000,
  proofs: [],
};
/** The last row of a table is there, and Vitess adds its secondary keys. */
const BUILD = { shard: shardNamed("0"), streamId: 5n, table: tableNamed("customer"), since: at("22:02"), readAt: NOW - 6000 };
const copying = (one: Stream) => reading({ workflow: workflow({ lag: { kind: "copying" }, streams: [one] }) });

/** The card of a copy. */
export const COPY_CARDS: Cards = {
  "has status and workflow in its first line, which is also the notification": {
    reading: COPYING,
    samples: MOVING,
    text: "Copying about 77% · customer.commerce2customer",
    title: "*Copying about 77% · customer.commerce2customer*",
  },
  "says how far it is, at what rate, and when it may be ready, all as estimates": {
    reading: COPYING,
    samples: MOVING,
    rest: [
      "commerce → customer · prod",
      "▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓░░░░░ 1 of 2 tables copied · about 1.8M of 2.3M rows by MySQL's statistics · about 1,429 rows/s",
      "`corder` done · `customer` copying",
      "*Ready* in about 2–20 min",
      "*Throttled* not in the last minute",
      "*Lag* not measurable while copying",
      "*Next:* Wait for the copy, then run a VDiff.",
      "[Details]",
      "[⋯ Stop…, Diagnose]",
      "Read 22:13:54 UTC · started by Ana 22:09 UTC",
    ],
  },
  "says what a switch still needs if the copy was to stop at its end": {
    reading: PHASES["stopped-after-copy"][1],
    says: [/\*Next:\* Switch it while nothing writes at the source \(two people must override the missing VDiff: /],
  },
  "does not say that a key advances before that was seen": {
    reading: COPYING,
    samples: MOVING.slice(0, 1),
    says: ["`customer` copying\n"],
    never: ["advancing"],
  },
  "has no percentage, no rate and no estimate if Vitess's own numbers stand still": {
    reading: copying(STANDING),
    says: [
      "0 of 2 tables copied · about 2.3M rows at the source by MySQL's estimate",
      "How much of a table is copied is not known",
      "*Ready* cannot say yet\n",
    ],
    never: [/%|rows\/s|0 rows|Ready\* in/],
  },
  "counts by InnoDB's counters where they can be read, and leaves what counted to the details": {
    reading: { ...copying(STANDING), rowCounts: COUNTED },
    title: "*Copying 39% · customer.commerce2customer*",
    says: ["▓▓▓▓▓▓▓░░░░░░░░░░░░░ 0 of 2 tables copied · about 900k of 2.3M rows\n"],
    never: ["statistics", "cannot be said"],
  },
  "does not derive the end from the row rate if only indexes may be left": {
    reading: {
      ...COPYING,
      tableCopy: [{ table: tableNamed("customer"), rowsCopied: 799_000n, rowsTotal: 800_000n, bytesCopied: 0n, bytesTotal: 0n }],
    },
    samples: MOVING,
    says: ["Copying about 99%", "Vitess does not show what is left"],
    never: [/Ready\* in/],
  },
  "says what Vitess may be doing once all rows are there by estimate, if it was to add keys": {
    reading: {
      ...COPYING,
      workflow: workflow({ ...COPYING.workflow, defersKeys: true }),
      tableCopy: [{ table: tableNamed("customer"), rowsCopied: 799_000n, rowsTotal: 800_000n, bytesCopied: 0n, bytesTotal: 0n }],
    },
    samples: MOVING,
    says: ["*Ready* cannot say: all rows are there by estimate; Vitess may be building secondary keys"],
  },
  "says that all rows are there while the last secondary keys are built, and not that it stalls": {
    reading: { ...COPYING, keyBuilds: [BUILD] },
    samples: STALLED_SAMPLES,
    title: "*Building secondary keys, all rows copied · customer.commerce2customer*",
    rest: [
      "commerce → customer · prod",
      "1 of 2 tables copied · all rows are there",
      "`corder` done",
      "Building the secondary keys of `customer` since 22:02 UTC; Vitess does not say how far it is.",
      "*Ready* cannot say: not before these keys are built",
      "*Throttled* not in the last minute",
      "*Lag* not measurable while copying",
      "*Next:* Wait for the copy, then run a VDiff.",
      "[Details]",
      "[⋯ Stop…, Diagnose]",
      "Read 22:13:54 UTC · started by Ana 22:09 UTC",
    ],
  },
  "counts all rows of a table whose keys are built, while another waits": {
    reading: { ...copying(STANDING), keyBuilds: [{ ...BUILD, table: tableNamed("corder") }], rowCounts: COUNTED },
    title: "*Copying 65% · customer.commerce2customer*",
    says: ["`customer` waiting\nBuilding the secondary keys of `corder` since 22:02 UTC; Vitess does not say how far it is."],
    never: ["`corder` copying", "all rows"],
  },
  "says that the throttler slows it down if that explains when it may be ready": [
    {
      reading: COPYING,
      samples: MOVING.map((one, n) => ({ ...one, throttled: n % 2 === 1 })),
      says: ["*Ready* in about 2–20 min, slowed down by the throttler (60% of the time)"],
    },
    { reading: COPYING, samples: MOVING, never: ["slowed down"] },
  ],
  "says who throttles it, and since when": {
    reading: copying(THROTTLED),
    samples: THROTTLED_SAMPLES,
    says: [
      /held back by the tablet throttler: copying rows into the target \(`vcopier`\) since 22:1\d UTC · _diagnose_ says by which metric/,
    ],
  },
  "that stands still says so in the first line, since when, and offers a diagnosis": {
    reading: COPYING,
    samples: STALLED_SAMPLES,
    title: "*Stalled, no sign of a row in 12 min · customer.commerce2customer*",
    says: ["No row count and no key has moved since 22:02 UTC.", "*Next:* Look at throttling, replica lag and load at the source"],
    buttons: ["Diagnose", "Stop"],
  },
  "does not say stalled within the first ten minutes": {
    reading: COPYING,
    samples: STALLED_SAMPLES.slice(4),
    first: "Copying, 1 of 2 tables done",
  },
};

const LAGS = reading({ at: NOW, workflow: workflow({ lag: { kind: "seconds", value: 41 } }) });
const FALLING = [161, 140, 110, 90, 65].map((seconds, n) => ({ at: at("22:09") + n * 60_000, seconds }));
const ARMED = move(followed({ rollback: { kind: "armed", until: at("23:19") } }));
const { workflow: _removed, ...HALF_GONE } = SWITCHED;
const reverseStream = (change: Partial<Stream>) => ({ ...SWITCHED, reverse: workflow({ streams: [stream(change)] }) });
const COPIED_PART = [{ table: tableNamed("customer"), lastPk: lastKey(9) }];

/** The card in some phases, by what it says first and what is next. */
export const PHASE_CARDS: Cards = {
  "a running move shows its lag with the unit and leads to the VDiff, then to the switch": [
    { title: "*Copied, in sync · customer.commerce2customer*", says: ["Lag 0 s", "*Next:* Run a VDiff, then request the switch"] },
    {
      move: move(followed(COMPARED)),
      says: ["*Next:* Request the switch"],
      buttons: ["Request switch", "Run VDiff", "Details", "⋯ Stop…, Diagnose"],
    },
  ],
  "a move that lags says so, and if the lag falls, from where and until when": [
    { reading: LAGS, title: "*Copied, 41 s behind · customer.commerce2customer*", never: ["catching up"] },
    {
      reading: LAGS,
      move: move(followed({ lagTrail: FALLING })),
      title: "*Copied, catching up, 41 s behind · customer.commerce2customer*",
      says: ["The limit for a switch is 30 s. The lag was 161 s at 22:09 UTC; at this pace it will be gone in about 1–3 min."],
    },
    { reading: LAGS, move: move(followed({ lagTrail: FALLING.map((one) => ({ ...one, seconds: 41 })) })), never: ["catching up"] },
  ],
  "a switched move says how long rollback is one press": [
    {
      move: ARMED,
      reading: SWITCHED,
      title: "*Switched · customer.commerce2customer*",
      says: ["Rollback is one press until 23:19 UTC."],
      buttons: ["Request complete", "Roll back", "Details"],
    },
    { reading: SWITCHED, buttons: ["Request complete", "Request rollback", "Details"] },
  ],
  "an alarm that the same switch does not fix offers only a diagnosis": {
    reading: { ...SWITCHED, denied: [], rules: routedTo("customer") },
    title: "*Neither side denies writes · customer.commerce2customer*",
    buttons: ["Diagnose"],
  },
  "a switched move whose reverse workflow does not run warns about the rollback, and offers none": {
    move: ARMED,
    reading: reverseStream({ state: "Stopped" }),
    title: "*Switched, reverse replication stopped · customer.commerce2customer*",
    says: ["The reverse workflow does not run: commerce misses writes, and switching back now would lose them."],
    never: ["one press"],
    buttons: ["Request complete", "Details"],
  },
  "no start is offered for one of two streams while the other is in error, and a stopped atomic copy must be created again": [
    {
      reading: reading({
        workflow: workflow({
          streams: [
            stream({ state: "Stopped", message: "stopped for cutover" }),
            stream({ shard: shardNamed("80-"), message: "error: errno 1062" }),
          ],
        }),
      }),
      says: ["*Next:* Start and stop nothing: a switch has stopped a stream of this workflow"],
      buttons: ["Diagnose"],
    },
    {
      reading: reading({ workflow: workflow({ subType: "AtomicCopy", streams: [stream({ state: "Stopped", copyStates: COPIED_PART })] }) }),
      says: ["*Next:* Cancel it, then create it again"],
      buttons: ["Diagnose"],
    },
  ],
  "a workflow that Complete has half removed is not called a switch": {
    reading: HALF_GONE,
    execution: PHASES.ending[2],
    title: "*Completing since 22:19:01 UTC · customer.commerce2customer*",
    says: ["It removes the workflow."],
    never: [/switch is under way|do not roll back/],
    buttons: ["Details"],
  },
  "a stream that a switch stopped never gets a start button": {
    reading: reading({ workflow: workflow({ streams: [stream({ state: "Stopped", message: "stopped for cutover" })] }) }),
    says: ["*Next:* Run the same switch again; do not start it by hand"],
    buttons: ["Run again", "Diagnose"],
  },
  "a move whose reads are still at the source is not called switched": {
    reading: { ...SWITCHED, trafficState: "Reads Not Switched. Writes Switched" },
    title: "*Writes switched, reads not all · customer.commerce2customer*",
    says: ["Writes, but no replica or rdonly reads, go to customer"],
  },
  "an alarm stands out, and names tables and keyspace": {
    reading: PHASES.alarm[1],
    title: "*Applications cannot write `corder`, `customer` · customer.commerce2customer*",
    says: [
      "commerce denies writes to `corder`, `customer`, and routing still sends writes there.",
      "*Next:* Make sure that no switch runs, then unblock writes; the same switch again is for later, once nobody holds the workflow's lock",
    ],
  },
  "a running switch says which side stops writes, according to its direction": [
    {
      execution: execution(PROPOSALS.switch, { state: STATES.callingWrites, done: READS_DONE }),
      reading: reading({ denied: SOURCE_DENIES }),
      says: ["commerce stops them before customer takes them."],
    },
    {
      execution: execution(PROPOSALS.reverse, { state: { ...STATES.callingWrites, left: [{ kind: "call", tabletTypes: ["PRIMARY"] }] } }),
      reading: { ...SWITCHED, denied: [...SOURCE_DENIES, { keyspace: "customer" as Keyspace, shard: shardNamed("0"), tables: TABLES }] },
      title: "*Rolling back since 22:19:01 UTC · customer.commerce2customer*",
      says: ["customer stops them before commerce takes them again."],
    },
  ],
};
