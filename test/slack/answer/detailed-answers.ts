import type { Answer, MoveView } from "../../../src/core/command/answers.ts";
import type { Keyspace, TabletAlias } from "../../../src/core/vitess/names.ts";
import type { Situation } from "../../../src/core/situation/situation.ts";
import type { Trouble } from "../../../src/core/announce/trouble.ts";
import {
  at,
  BEN,
  COMPARED,
  COPYING,
  execution,
  followed,
  LOCKED,
  move,
  NOW,
  PROPOSALS,
  reading,
  request,
  situationOf,
  STATES,
  stream,
  SWITCHED,
  TABLES,
  view,
  workflow,
} from "../given.ts";
import type { ReadsOf } from "../words.ts";
import { ANSWERS } from "./answers.ts";
import { shardNamed, tableNamed } from "../../names.ts";

type Answers = ReadsOf<{ readonly answer: Answer }>;
const NAME = move().name;
const failed = (doing: string): Answer => ({ kind: "fault", doing, explanation: LOCKED });
const show = (known: Parameters<typeof view>[0], logs: readonly string[] = []): Answer => ({ kind: "show", view: view(known), logs });
const FROZEN = workflow({ lag: { kind: "seconds", value: 103 }, streams: [stream({ state: "Stopped", message: "FROZEN" })] });
/** A copy whose rows InnoDB has counted once a minute. */
const COUNTED = Array.from({ length: 40 }, (_, n) => ({
  at: NOW - (39 - n) * 60_000,
  done: 5_000,
  rowsCopied: 0n,
  tablesDone: 1,
  keys: `k${n}`,
  throttled: false,
  percent: n * 2,
}));
/** One that was ready when it should be, and one an hour late. */
const EARLIER = [NOW - 86_400_000, NOW - 82_800_000].map((finishedAt) => ({
  workflow: NAME.workflow,
  startedAt: NOW - 90_000_000,
  finishedAt,
  estimate: { from: NOW - 86_500_000, to: NOW - 86_000_000 },
  told: 100,
  held: 90,
  throttled: 0,
}));
/** Two shards that copy: one at `corder`, held back at times, one at the keys of `customer`. */
const [CORDER, CUSTOMER] = [tableNamed("corder"), tableNamed("customer")];
const SHARDS = [
  stream({ shard: shardNamed("-80"), state: "Copying", rowsCopied: 0n, copyStates: [{ table: CORDER, lastPk: "k" }] }),
  stream({
    shard: shardNamed("80-"),
    tablet: "zone1-0000000300" as TabletAlias,
    state: "Copying",
    rowsCopied: 0n,
    copyStates: [{ table: CUSTOMER, lastPk: "k" }],
  }),
];
const [LEFT, RIGHT] = [shardNamed("-80"), shardNamed("80-")];
const SHARDED_COPY = reading({
  at: NOW,
  workflow: workflow({ lag: { kind: "copying" }, streams: SHARDS }),
  keyBuilds: [{ shard: RIGHT, streamId: 5n, table: CUSTOMER, since: NOW - 60_000, readAt: NOW }],
  rowCounts: {
    at: NOW,
    target: [
      { table: CORDER, rows: 900_000n },
      { table: CUSTOMER, rows: 800_000n },
    ],
    source: [
      { table: CORDER, rows: 1_500_000n },
      { table: CUSTOMER, rows: 800_000n },
    ],
    sourceAt: NOW,
    shards: [
      { shard: LEFT, rows: 900_000n },
      { shard: RIGHT, rows: 800_000n },
    ],
    proofs: [],
  },
  recent: {
    points: [
      {
        at: NOW - 100_000,
        tables: [{ table: CORDER, rows: 700_000n }],
        shards: [
          { shard: LEFT, rows: 700_000n },
          { shard: RIGHT, rows: 800_000n },
        ],
      },
    ],
    heldBack: [
      { shard: LEFT, streamId: 5n, parts: ["vcopier", "vplayer", "vcopier"] },
      { shard: RIGHT, streamId: 5n, parts: ["", "", ""] },
    ],
  },
});
/** Streams of which Vitess tells the largest lag only. */
const LAGGING = [
  stream({ shard: LEFT, rowsCopied: 0n, transactionAt: NOW - 3_000 }),
  stream({ shard: RIGHT, rowsCopied: 0n, transactionAt: NOW - 90_000 }),
  stream({ shard: shardNamed("c0-"), rowsCopied: 0n, throttle: { component: "vplayer", at: NOW - 5_000 } }),
  stream({ shard: shardNamed("e0-"), rowsCopied: 0n, state: "Stopped" }),
];
const COMPARED_MOVE = move(followed(COMPARED));

/** Answers that say more than their first line. */
export const DETAILED_ANSWERS: Answers = {
  "to a status that is old says that a fresh reading is coming": [
    { answer: ANSWERS.status[0], says: ["Vitess could not be read just now, so this is the last reading"] },
    { answer: { ...ANSWERS.status[0], stale: false }, never: ["a fresh reading"] },
  ],
  "to the status of a copy says how earlier estimates held, and show how much of the time a throttler took": [
    {
      answer: { kind: "status", view: view({ reading: COPYING, earlier: EARLIER }), stale: false },
      says: ["The last 2 estimates here held in 1."],
    },
    { answer: { kind: "status", view: view({ earlier: EARLIER }), stale: false }, never: ["estimates here"] },
    {
      answer: show({ reading: COPYING, earlier: EARLIER, samples: COUNTED.map((one, n) => ({ ...one, throttled: n % 4 === 0 })) }),
      says: ["Throttled: 23% of the copy so far", "The last 2 estimates here held in 1."],
    },
  ],
  "to a look that failed says nothing about what a change may have left behind": [
    { answer: failed("list"), says: ["*Next:* Try again in a minute."], never: [LOCKED.stateLeft] },
    { answer: failed("stop"), says: [LOCKED.stateLeft] },
  ],
  "to show contains streams, denied tables and log lines": {
    answer: ANSWERS.show[0],
    says: [
      "Traffic: reads not switched, writes not switched",
      ["0", "zone1-0000000200", "commerce/0", "Running", "2,300,000"].join("\n"),
      "customer/`0` denies writes to `corder`, `customer`",
      "```22:10 Running```",
    ],
  },
  "to show has each table of a copy, and how the copy has gone, once something has counted its rows": [
    {
      answer: { kind: "show", view: view({ reading: COPYING, samples: COUNTED }), logs: [] },
      says: [["customer", "copying", "-", "800,000", "170 MB"].join("\n")],
      never: ["[Details]"],
    },
    { answer: show({ reading: COPYING }), says: [["corder", "done", "-", "1,500,000", "150 MB"].join("\n")] },
  ],
  "to show has the rate of each table and shard, and who was throttled how often, where that is known": [
    {
      answer: show({ reading: SHARDED_COPY }),
      says: [
        ["table or shard", "state", "rows at the target", "rows at the source", "size at the source", "rows/s", "throttled"].join("\n"),
        ["corder", "copying", "900,000", "1,500,000", "150 MB", "2,000", "-"].join("\n"),
        ["customer", "building secondary keys", "800,000", "800,000", "170 MB", "-", "-"].join("\n"),
        [
          "shard -80, zone1-0000000200",
          "Copying, 1 table left",
          "900,000",
          "-",
          "-",
          "2,000",
          "vcopier, 2 of 3 readings; vplayer, 1 of 3 readings",
        ].join("\n"),
        ["shard 80-, zone1-0000000300", "Copying, 1 table left", "800,000", "-", "-", "0", "-"].join("\n"),
      ],
      never: ["\nlag\n"],
    },
    {
      answer: show({ reading: COPYING }),
      says: [
        ["table or shard", "state", "rows at the target", "rows at the source", "size at the source"].join("\n"),
        ["shard 0, zone1-0000000200", "Copying, 1 table left", "1,500,000"].join("\n"),
      ],
      never: ["rows/s\n", "throttled\n"],
    },
  ],
  "to show has the lag of each stream that has one, and of several an upper bound": [
    {
      answer: show({ reading: reading({ workflow: workflow({ lag: { kind: "seconds", value: 41 } }) }) }),
      says: [["0", "zone1-0000000200", "commerce/0", "Running", "2,300,000", "41 s"].join("\n")],
    },
    {
      answer: show({ reading: reading({ at: NOW, workflow: workflow({ lag: { kind: "seconds", value: 41 }, streams: LAGGING }) }) }),
      says: [
        ["-80", "zone1-0000000200", "commerce/0", "Running", "at most 3 s", "-"].join("\n"),
        ["80-", "zone1-0000000200", "commerce/0", "Running", "at most 41 s", "-"].join("\n"),
        ["c0-", "zone1-0000000200", "commerce/0", "Running", "at most 41 s", "vplayer"].join("\n"),
        ["e0-", "zone1-0000000200", "commerce/0", "Stopped", "-", "-"].join("\n"),
      ],
    },
  ],
  "to show has no lag of frozen streams, and no form for what would be refused": [
    {
      answer: show({ reading: { ...SWITCHED, workflow: FROZEN } }),
      says: ["Lag: not known, because not every stream runs"],
      never: ["103"],
    },
    { answer: show({ move: COMPARED_MOVE }), says: ["[Switch with options…]"] },
    { answer: show({}), never: ["Switch with options…"] },
    { answer: show({ move: COMPARED_MOVE, request: request() }), buttons: [] },
  ],
  "about a workflow that is not followed offers to follow it": { answer: ANSWERS["foreign-status"][0], buttons: ["Follow"] },
};

const list = (moves: readonly MoveView[], unreachable: readonly string[] = []): Answer => ({
  kind: "list",
  moves,
  others: [],
  unreachable,
  now: NOW,
});
const UNREADABLE = { since: at("22:04"), tries: 2, why: "away", next: "wait" };

export const LISTS: Answers = {
  "has one line a move: name, phase, percent, ETA, age": {
    answer: ANSWERS.list[0],
    says: [["customer.commerce2customer", "Copying about 77%", "about 2–20 min", "-", "-", "22:13 UTC, 6 s ago"].join("\n")],
  },
  "shows a move in a silent keyspace as it was last known, and not as healthy": {
    answer: list([view()], ["customer", "billing"]),
    says: [
      "customer.commerce2customer\nCopied, in sync, not answering just now\n",
      "Not answering: the moves of `customer` are shown as last known, without workflows that Tandem does not follow",
      "Not answering, so not in this list: `billing`",
    ],
  },
  "says since when a move cannot be read, and whom every other move waits for": {
    answer: list([
      view({ move: move(followed({ unreadable: UNREADABLE })) }),
      view({ execution: execution(PROPOSALS.switch, { state: STATES.held }) }),
    ]),
    title: "*2 moves: 1 without an answer from Vitess and 1 in sync*",
    says: ["No answer from Vitess since 22:04 UTC\n", "SwitchTraffic on hold\n-\n0 s\nlag 41 s, limit 30 s\n"],
  },
  "says what did not answer, so that missing moves do not look deleted": {
    answer: {
      kind: "list",
      moves: [],
      others: [{ name: NAME, type: "Reshard", states: ["Running"] }],
      unreachable: ["prod/billing"],
      now: NOW,
    },
    says: ["*No moves*", "• customer.commerce2customer · `Reshard` · `Running`", "Not answering, so not in this list: `prod/billing`"],
  },
};

const diagnosis = (troubles: readonly Trouble[], about: Situation): Answer => ({ ...ANSWERS.diagnosis[0], troubles, situation: about });
const denied = [{ keyspace: "commerce" as Keyspace, shard: shardNamed("0"), tables: TABLES }];
const HOLDER = { action: "WorkflowSwitchTraffic", host: "vtctld-1", since: NOW - 19_000 };
const BROKEN = { verb: "reverse", types: ["PRIMARY"], startedAt: NOW - 20_000, brokeAt: NOW - 10_000, executionId: "e-1" } as const;
const LOCKED_OUT = reading({ denied, lockHolders: [HOLDER] });

export const DIAGNOSES: Answers = {
  "that found nothing says what was checked, and nothing more": {
    answer: diagnosis([], situationOf()),
    says: ["Looked at: streams, lag, throttler, tablets, rules, denied tables and locks."],
    never: ["as they should"],
  },
  "calls nothing healthy while a switch is under way": {
    answer: diagnosis(
      [],
      situationOf({ reading: reading({ denied, lockHolders: [{ action: "SwitchTraffic", host: "vtctld-1", since: NOW - 20_000 }] }) }),
    ),
    says: ["*A switch is under way · customer.commerce2customer*", "applications may not be able to write to these tables"],
    never: ["nothing wrong"],
  },
  "of a lock left by Tandem's own dead call says so, and not that a switch may be under way": [
    {
      answer: diagnosis(
        [{ kind: "young-lock", holder: HOLDER }],
        situationOf({ move: move(followed({ unheard: [BROKEN] })), reading: LOCKED_OUT }),
      ),
      says: ["it is that of ReverseTraffic, whose connection broke at 22:13:50 UTC."],
      never: ["may be under way"],
    },
    {
      answer: diagnosis([{ kind: "young-lock", holder: HOLDER }], situationOf({ reading: LOCKED_OUT })),
      says: ["a switch may be under way, and the rest its doing."],
    },
  ],
  "of streams that Tandem stopped says for whom": [
    {
      answer: diagnosis([{ kind: "stopped", shard: shardNamed("0") }], situationOf({ move: move(followed({ stoppedBy: BEN })) })),
      says: ["The stream of shard `0` is stopped: Ben stopped it.", "*Next:* Ask Ben why, then start the workflow."],
    },
    { answer: diagnosis([{ kind: "stopped", shard: shardNamed("0") }], situationOf()), says: ["does not say why: somebody stopped it."] },
  ],
  "of an alarm has the same next step as the move's card": {
    answer: diagnosis([{ kind: "alarm", alarm: "source-writes-denied", tables: TABLES }], situationOf({ reading: reading({ denied }) })),
    says: [/\*Next:\* .*unblock/],
  },
};
