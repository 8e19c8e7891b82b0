import { expect } from "vitest";
import { listMessageLines } from "../../deploy/demo/message-text.ts";
import type { Harness } from "../acceptance/harness.ts";
import { ANA, DEMO_CHANNEL, type Plot, playWholeMove } from "../../deploy/demo/whole-move.ts";
import { ask, ON_ITS_WAY } from "../acceptance/people.ts";
import { logged, threadOf, trouble } from "./at-version.ts";
import { sent } from "./sent.ts";

export const PATIENCE_MS = 30_000;
const MOVE = "customer.commerce2customer";
const PLOT: Plot = {
  move: MOVE,
  sourceKeyspace: "commerce",
  tables: ["customer", "corder"],
  answerWithinMs: PATIENCE_MS,
  doneWithinMs: PATIENCE_MS,
};

/** With which the thread of every move ends. */
export const EVIDENCE = /^The evidence of this move, .*\nfile evidence-customer\.\w+\.jsonl$/;

/** A whole move on every release: the lines of its thread, in order, each with what it must say. */
const THREAD = [
  /^\*Completed · customer\.commerce2customer\*\n.*\ncustomer serves these tables\. The workflow is gone\.\n\*Next:\* Nothing is left for Tandem to do\.\nEnded /,
  /Ana created the workflow: `customer`, `corder` from commerce\. Routing rules saved \(snapshot `r-1`\)\./,
  /Copy finished(?:: 3,000 rows by Vitess's count,)? in .*\. \*Next:\* Run a VDiff\.$/,
  /Ana started VDiff `[0-9a-f]{8}…`\. It (?:found no difference: the report is below|has ended, or was stopped or deleted)\.$/,
  /^\*VDiff clean · customer\.commerce2customer\*\n3,000 rows in 2 tables: no difference\./,
  /Ana requested a dry run of SwitchTraffic, (?:18|20|22) lines\. Nothing was changed\.\n```Lock keyspace commerce/,
  /^\*Done: switch traffic · customer\.commerce2customer\*/,
  /Ben approved: 1 of 2\.$/,
  /Cho approved: 2 of 2\.$/,
  /Reads are switched to customer\. Soak until .*\nRules from before it: snapshot `r-2`$/,
  /\*Switched · customer\.commerce2customer\*\nReads and writes go to customer\.\nReverse replication runs, so a rollback loses nothing\.\nWrites waited at most .* s\.\nRollback is one press until .*snapshots `r-2`, `r-3`\./s,
  /\*Rolled back · customer\.commerce2customer\*\nReads and writes go to commerce\.\nThe workflow replicates from the source to the target again\./,
  /Ana started VDiff `[0-9a-f]{8}…`\. It (?:found no difference: the report is below|has ended, or was stopped or deleted)\.$/,
  /^\*VDiff clean · customer\.commerce2customer\*\n3,000 rows in 2 tables: no difference\./,
  /^\*Done: switch traffic · customer\.commerce2customer\*/,
  /Ben approved: 1 of 2\.$/,
  /Cho approved: 2 of 2\.$/,
  /Reads are switched to customer\. Soak until /,
  /\*Switched · customer\.commerce2customer\*/,
  /^\*Done: complete, renaming `corder`, `customer` in commerce · customer\.commerce2customer\*/,
  /Ben approved: 1 of 2\.$/,
  /Cho approved: 2 of 2\.$/,
  /\*Completed · customer\.commerce2customer\*\nIts tables live in customer\.\n`corder`, `customer` in commerce were renamed to `_corder_old`, `_customer_old` \(not dropped\)\.\nRouting rules and both workflows are gone\./,
  EVIDENCE,
] as const;

/** Of what the demo prints on the way: what Ana types, as hers, and what only she was told. */
const PRINTED = [
  `   Ana: /movetables create ${MOVE} --source-keyspace commerce --tables customer,corder`,
  `   Ana: /movetables vdiff create ${MOVE}`,
  `   Ana: /movetables switch ${MOVE} --dry-run`,
  `   Ana: /movetables switch ${MOVE}`,
  expect.stringMatching(/^ {3}\(only Ana\) .*somebody else must approve it/),
  `   Ana: /movetables reverse ${MOVE}`,
  `   Ana: /movetables vdiff create ${MOVE}`,
  `   Ana: /movetables switch ${MOVE}`,
  `   Ana: /movetables complete ${MOVE} --rename-tables`,
];

/** What a VDiff's report says of the tables. */
const COUNTS =
  /corder \| 0 \| 2,000 \| 0 \| 0 \| 0\ncustomer \| 0 \| 1,000 \| 0 \| 0 \| 0\n\*Next:\* Request the switch\.\nCounts only, no row values; all of them in the files$/;
export const NO_COUNTS = /\n\*Next:\* Request the switch\.\nThis Vitess counts by table only where rows differ$/;

/** The calls to vtctld, and the state of the cluster at the end. */
export interface Played {
  readonly calls: readonly string[];
  readonly left: ReturnType<typeof left>;
}

/** Plays a whole move on this release as the demo does, and checks everything that people read. */
export async function playsWhole(harness: Harness, version: number, report = COUNTS): Promise<Played> {
  const printed: string[] = [];
  const card = await playWholeMove(harness, PLOT, (line) => printed.push(line));
  expect(printed.filter((line) => /\/movetables|\(only/.test(line))).toEqual(PRINTED);
  await cardEnds(harness, card, "Nothing is left for Tandem to do");
  expect(receipts(harness).find((line) => !ON_ITS_WAY.test(line))).toMatch(
    /^Creating customer\.commerce2customer in \*prod\*: `customer`, `corder` from commerce\. (?:Follow it in its thread|Its card and its thread appear in )/,
  );
  const lines = () => threadOf(harness, card).filter((line) => !line.startsWith("file vdiff-"));
  // A request's message is edited after the outcome.
  await expect.poll(lines, { timeout: PATIENCE_MS }).toEqual(THREAD.map((line) => expect.stringMatching(line)));
  expect(lines()[4]).toMatch(report);
  expect(trouble(harness, card)).toEqual([]);
  expect(await ask(harness, ANA, "clusters")).toMatch(clusterLine(version));
  expect(logged(harness)).toEqual([]);
  return { calls: sent(harness), left: left(harness) };
}

/** The tables are at the target, the old ones are renamed, and nothing else is left. */
export const COMPLETED: Played["left"] = {
  commerce: ["_corder_old", "_customer_old", "product"],
  customer: ["corder", "customer"],
  denied: [],
  workflows: [],
  rules: [],
};

function clusterLine(version: number): RegExp {
  return new RegExp(`Vitess ${version}\\b`);
}

/** What only Ana was told, in order. */
export function receipts({ slack }: Harness): readonly string[] {
  return slack.ephemerals(ANA, DEMO_CHANNEL).map((one) => listMessageLines(one).join("\n"));
}

/** The card is edited after the outcome. */
async function cardEnds(harness: Harness, card: { readonly ts: string }, next: string): Promise<void> {
  await expect.poll(() => threadOf(harness, card)[0]).toMatch(new RegExp(`\\*Next:\\* ${next}\\.\nEnded `));
}

/** What is in the cluster: tables, denied tables, workflows and routing rules. */
export function left({ vitess: { cluster } }: Harness) {
  const shards = [...cluster.keyspaces.values()].flatMap(({ name, shards: all }) =>
    [...all.values()].map((shard) => ({ ...shard, keyspace: name })),
  );
  const tables = (keyspace: string): readonly string[] =>
    shards
      .filter((shard) => shard.keyspace === keyspace)
      .flatMap((shard) => [...shard.tables.keys()])
      .toSorted();
  return {
    commerce: tables("commerce"),
    customer: tables("customer"),
    denied: shards.flatMap((shard) => shard.deniedTables.map((table) => `${shard.keyspace} ${table}`)).toSorted(),
    workflows: shards.flatMap((shard) => shard.streams.map((stream) => `${shard.keyspace}.${stream.workflow}`)).toSorted(),
    rules: [...cluster.routingRules.keys()].toSorted(),
  };
}
