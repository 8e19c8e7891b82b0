import * as fc from "fast-check";
import type { Proposal } from "../../src/core/operation/request/operations.ts";
import type { Answer, MoveView } from "../../src/core/command/answers.ts";
import type { EntryBody } from "../../src/core/announce/entries.ts";
import type { Move } from "../../src/core/move/moves.ts";
import { type ClusterName, type Keyspace, moveId, type WorkflowName, type Shard, type TableName } from "../../src/core/vitess/names.ts";
import type { OutcomeFact } from "../../src/core/operation/outcome/outcomes.ts";
import type { Reading, Rules } from "../../src/core/readings/readings.ts";
import { RULE_DOCUMENTS, type RuleChange } from "../../src/core/rules/change.ts";
import type { SnapshotId, SnapshotNote } from "../../src/core/rules/snapshots.ts";
import { reachVDiffVerdict } from "../../src/core/vdiff/verdict.ts";
import { ANA, BEN, CLEAN_VDIFF, DEEDS, facts, move, MOVING, NOW, reading, request, stream, vdiffTable, view, workflow } from "./given.ts";
import { requestNamed } from "../names.ts";

/** Names that a keyspace or a table in MySQL could have, and some that none could: a damaged record must not notify anybody either. */
const NASTY = [
  "<!channel>",
  "<!here|x>",
  "<@U0ANA>",
  "<!subteam^S0DBAS>",
  "@here",
  "#general",
  "*x*",
  "_x_",
  "~x~",
  "`x`",
  "```",
  "*_~`",
  "&lt;",
  "&",
  ">",
  "😀".repeat(40),
  "שלום",
  "\u202Eevil",
  "a\nb",
  "",
  " ",
  "x".repeat(200),
  "<".repeat(200),
  "😀".repeat(200),
  "example.com",
];

const nastyName = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
);

const tableList = fc.oneof(
  fc.array(nastyName, { maxLength: 8 }),
  fc.tuple(nastyName, fc.integer({ min: 1, max: 500 })).map(([name, count]) => Array.from({ length: count }, (_, n) => `${name}${n}`)),
);

interface Names {
  readonly cluster: string;
  readonly source: string;
  readonly target: string;
  readonly workflow: string;
  readonly tables: readonly TableName[];
  readonly words: string;
}

export const nasty: fc.Arbitrary<Names> = fc.record({
  cluster: nastyName,
  source: nastyName,
  target: nastyName,
  workflow: nastyName,
  tables: tableList.map((names) => names as readonly string[] as readonly TableName[]),
  words: nastyName,
});

export function moveOf(names: Names): Move {
  const name = {
    cluster: names.cluster as ClusterName,
    targetKeyspace: names.target as Keyspace,
    workflow: names.workflow as WorkflowName,
  };
  return move({ name, sourceKeyspace: names.source as Keyspace, tables: names.tables });
}

function readingOf(names: Names, state: "Copying" | "Running" | "Error"): Reading {
  const copyStates = state === "Copying" ? names.tables.map((table) => ({ table, lastPk: "x" })) : [];
  const streams = Array.from({ length: 20 }, (_, n) =>
    stream({
      state,
      tables: names.tables,
      shard: `${names.words}${n}` as Shard,
      sourceShard: names.words as Shard,
      message: names.words,
      copyStates,
      throttle: { component: names.words, at: NOW - 100 },
    }),
  );
  return reading({
    workflow: workflow({ streams, type: names.words, lag: state === "Copying" ? { kind: "copying" } : { kind: "seconds", value: 3 } }),
    denied: [{ keyspace: names.source as Keyspace, shard: names.words as Shard, tables: names.tables }],
    lockHolders: [{ action: names.words, host: names.words, since: NOW - 60_000 }],
  });
}

export function viewOf(names: Names, state: "Copying" | "Running" | "Error", known: Parameters<typeof view>[0] = {}): MoveView {
  const sizes = names.tables.map((table) => ({ table, rows: 10n ** 15n, bytes: 10n ** 18n }));
  return view({ move: moveOf(names), reading: readingOf(names, state), samples: MOVING, sizes, ...known });
}

function proposalOf(names: Names, proposal: Proposal): Proposal {
  const { sourceKeyspace, tables } = moveOf(names);
  const { words } = names;
  switch (proposal.kind) {
    case "workflow": {
      const vdiff = { uuid: words, verdict: "different" } as const;
      return { ...proposal, facts: facts({ sourceKeyspace, tables, trafficState: words, streams: [words, words], vdiff }) };
    }
    case "restore":
      return { kind: "restore", restore: { ...proposal.restore, snapshot: words as SnapshotId } };
    case "override":
      return { kind: "override", terms: { ...proposal.terms, reason: words } };
    case "rescue":
      return { kind: "rescue", facts: { ...proposal.facts, sourceKeyspace, tables, denied: tables } };
    default:
      return proposal satisfies never;
  }
}

export function requestOf(names: Names, proposal: Proposal): ReturnType<typeof request> {
  const { name, tables } = moveOf(names);
  const lines = Array.from({ length: 200 }, () => names.words);
  const sizes = tables.map((table) => ({ table, rows: 1n, bytes: 1n }));
  return request(proposalOf(names, proposal), {
    move: name,
    digest: names.words,
    shown: {
      lag: { kind: "copying" },
      sizes,
      dryRun: lines,
      outages: lines.slice(0, 40).map(() => ({ move: name, alarm: "source-writes-denied", tables })),
    },
  });
}

export const ALL_FINDINGS = [
  "reads-partly-switched",
  "writes-partly-switched",
  "both-sides-deny-writes",
  "no-side-denies-writes",
  "not-frozen",
  "reverse-missing",
  "reverse-not-running",
  "forward-not-running",
  "workflow-gone",
  "workflow-left",
  "reverse-left",
  "rules-left",
  "source-tables-left",
  "target-tables-left",
  "denied-tables-left",
  "workflow-locked",
] as const satisfies readonly OutcomeFact[];

function changesOf({ tables, words, source }: Names): readonly RuleChange[] {
  return RULE_DOCUMENTS.flatMap((document) =>
    tables.map((table): RuleChange => ({ document, name: `${source}.${table}@replica`, was: words, is: `${words}.${table}` })),
  );
}

export function bodiesOf(names: Names): readonly EntryBody[] {
  const { words, tables } = names;
  const explanation = { meaning: words, stateLeft: words, next: words, text: words };
  const difference = Array.from({ length: 30 }, () => words);
  const fault = { kind: "refused", text: words } as const;
  const vdiff = {
    ...CLEAN_VDIFF,
    uuid: words,
    tables: tables.map((table) => vdiffTable("any", 10n ** 18n, { table, shard: words, hasMismatch: true, mismatched: 10n ** 18n })),
  };
  const outcome = { kind: "outcome", executionId: "e", by: ANA, explanation, rollbackUntil: NOW + 1000 } as const;
  return [
    { kind: "created", by: ANA, tables, sourceKeyspace: names.source as Keyspace, snapshot: words as SnapshotId },
    { kind: "create-failed", by: ANA, explanation },
    { kind: "stream-error", explanation },
    { kind: "verb-failed", by: ANA, verb: words, explanation },
    { kind: "alarm", alarm: "both-sides-deny-writes", tables },
    { kind: "vdiff-started", by: ANA, uuid: words },
    { kind: "vdiff-report", vdiff, verdict: reachVDiffVerdict(vdiff, tables) },
    { kind: "dry-run", by: ANA, verb: "switch", lines: difference },
    { kind: "vote", requestId: requestNamed("q"), by: BEN, vote: "reject", reason: words, approvals: 0, needed: 2 },
    { kind: "request-ended", requestId: requestNamed("q"), verb: "complete", how: "changed", difference },
    { kind: "request-ended", requestId: requestNamed("q"), verb: "complete", how: "called-off", by: BEN, reason: words, difference: [] },
    { kind: "votes-lapsed", requestId: requestNamed("q"), people: [ANA, BEN] },
    { kind: "rules-changed", step: "mirror", snapshot: words as SnapshotId, changes: changesOf(names), total: 10_000 },
    { kind: "rules-not-compared", step: "create", snapshot: words as SnapshotId },
    {
      kind: "vschema-changed",
      step: "cancel",
      snapshot: words as SnapshotId,
      changes: tables.map((table) => ({ keyspace: words, table, was: words, is: table })),
    },
    ...Object.values(DEEDS).flatMap((act): readonly EntryBody[] => [
      { ...outcome, act, outcome: { kind: "succeeded", at: NOW } },
      { ...outcome, act, outcome: { kind: "unknown", at: NOW, findings: ALL_FINDINGS, fault } },
      { ...outcome, act, outcome: { kind: "refused", at: NOW, reason: "state-changed", difference, fault } },
      { ...outcome, act, outcome: { kind: "called-off", at: NOW, by: BEN, reason: words, readsSwitched: true } },
    ]),
  ];
}

function note(names: Names): SnapshotNote {
  const { name } = moveOf(names);
  return { id: "r-1", cluster: name.cluster, moveId: moveId(name), label: names.words, reason: { kind: "asked", by: ANA }, at: NOW };
}

function rulesFrom({ tables, words, source }: Names): Rules {
  return {
    tables: tables.map((table) => ({ from: `${source}.${table}`, to: [words] })),
    shards: tables.map((table) => ({ fromKeyspace: source, toKeyspace: words, shard: table as string as Shard })),
    keyspaces: tables.map((table) => ({ fromKeyspace: table, toKeyspace: words })),
    mirrors: tables.map((table) => ({ from: table, to: words, percent: 0.1 })),
  };
}

export function answersOf(names: Names): readonly Answer[] {
  const { words, tables } = names;
  const { name } = moveOf(names);
  const views = Array.from({ length: 60 }, (_, n) => viewOf({ ...names, tables: tables.slice(0, 5) }, n % 2 === 0 ? "Copying" : "Running"));
  const many = Array.from({ length: 100 }, () => words);
  return [
    { kind: "refused", reason: "unknown-table", subject: tables.join(","), nearest: [words, words, words] },
    { kind: "refused", reason: "workflow-exists", subject: words, nearest: [words] },
    { kind: "fault", doing: words, explanation: { meaning: words, stateLeft: words, next: words, text: words } },
    { kind: "receipt", move: name, doing: "created", tables, sourceKeyspace: names.source as Keyspace },
    { kind: "list", moves: views, others: many.map(() => ({ name, type: words, states: many })), unreachable: many, now: NOW },
    { kind: "show", view: viewOf(names, "Copying"), logs: many },
    { kind: "foreign-status", name, reading: readingOf(names, "Error"), now: NOW },
    { kind: "vdiff-list", name, vdiffs: many.map(() => ({ uuid: words, shard: words, state: words, completedAt: NOW })) },
    { kind: "dry-run", move: name, verb: "switch", lines: many },
    { kind: "following", move: name, channel: moveOf(names).channel, everyMs: 0 },
    {
      kind: "rules",
      cluster: name.cluster,
      documents: RULE_DOCUMENTS,
      rules: rulesFrom(names),
      snapshots: many.map(() => note(names)),
      now: NOW,
    },
    { kind: "rules-saved", cluster: name.cluster, snapshot: "r-1", label: words, counts: [{ document: "tables", rules: 100_000 }] },
    { kind: "rules-diff", snapshot: note(names), changes: changesOf(names), now: NOW },
    {
      kind: "rules-preview",
      snapshot: note(names),
      documents: RULE_DOCUMENTS,
      lines: many,
      outages: many.map(() => ({ move: name, alarm: "both-sides-deny-writes", tables })),
      others: many.map(() => ({ move: name, rules: 9 })),
      whole: true,
    },
  ];
}
