import { expect } from "vitest";
import type { Harness } from "../acceptance/harness.ts";
import { ANA, type Plot, playWholeMove } from "../../deploy/demo/whole-move.ts";
import { type } from "../acceptance/people.ts";
import { logged, threadOf, trouble } from "./at-version.ts";
import { sent } from "./sent.ts";
import { EVIDENCE, left, PATIENCE_MS, type Played, receipts } from "./whole-move.ts";

/** The move of one table. */
function plotOf(table: string): Plot {
  return {
    move: `customer.${table}2customer`,
    sourceKeyspace: "commerce",
    tables: [table],
    answerWithinMs: PATIENCE_MS,
    doneWithinMs: PATIENCE_MS,
  };
}

const CREATED = /Ana created the workflow: `(?:big|product)` from commerce\. Routing rules saved \(snapshot `r-\d+`\)\./;
const APPROVED = [/Ben approved: 1 of 2\.$/, /Cho approved: 2 of 2\.$/];
const WAITS_FOR_CREATE = /Approved, but held: waits for create of customer\.big2customer/;
const CANCEL_ASKED = [/^\*Done: DROP `(?:big|product)` in customer, and cancel · customer\./, ...APPROVED];
const CANCELLED = [
  ...CANCEL_ASKED,
  /\*Cancelled · customer\.\w+\*\nIts tables stay in commerce\.\n`(?:big|product)` in customer was \*dropped\*, with every row copied so far\.\n.*\*Next:\* Nothing is left to do\.$/s,
  EVIDENCE,
];

/** A copy that takes minutes is cancelled halfway. */
export async function playsCancelledCopy(harness: Harness): Promise<Played> {
  const { cluster, sql, state } = harness.vitess;
  const pace = cluster.pace.copyRowsPerSecond;
  const before = sent(harness).length;
  sql.createTable({ keyspace: "commerce", table: "big" }, { rows: 100_000, bytes: 10_000_000 });
  state.setPace({ copyRowsPerSecond: 500 });
  const card = await playWholeMove(
    harness,
    {
      ...plotOf("big"),
      steps: ["create", "cancel"],
      async afterStep(step) {
        if (step !== "create") return;
        await expect.poll(() => cluster.keyspaces.get("customer")?.shards.get("0")?.tables.get("big")?.rows ?? 0).toBeGreaterThan(0);
        await type(harness, ANA, "status customer.big2customer");
        // The answer to the create may come in between.
        await expect.poll(() => receipts(harness)).toContainEqual(expect.stringContaining("Copying"));
      },
    },
    () => undefined,
  );
  state.setPace({ copyRowsPerSecond: pace });
  // Create on 12 waits up to 30 s for the copy, and the cancel waits for its turn after it.
  const isHeld = cluster.version < 13;
  await expect
    .poll(() => receipts(harness))
    .toContainEqual(expect.stringMatching(isHeld ? /^Creating customer\.big2customer/ : /^Requested: customer\.big2customer/));
  const held = [...CANCEL_ASKED, WAITS_FOR_CREATE, CREATED, ...CANCELLED.slice(CANCEL_ASKED.length)];
  return heldAgainst(harness, card, before, isHeld ? held : [CREATED, ...CANCELLED]);
}

/** Traffic goes to the target, comes back by the button under the outcome, and the move is cancelled. */
export async function playsRolledBack(harness: Harness): Promise<Played> {
  const before = sent(harness).length;
  const card = await playWholeMove(
    harness,
    { ...plotOf("product"), steps: ["create", "copy", "VDiff", "switch", "roll back", "cancel"] },
    () => undefined,
  );
  return heldAgainst(harness, card, before, [
    CREATED,
    /Copy finished/,
    /Ana started VDiff/,
    /VDiff clean · [^]*5 rows in 1 table: no difference/,
    /^\*Done: switch traffic · customer\.product2customer\*/,
    ...APPROVED,
    /Reads are switched to customer\./,
    /\*Switched · customer\.product2customer\*\nReads and writes go to customer\.\nReverse replication runs/,
    /\*Rolled back · customer\.product2customer\*\nReads and writes go to commerce\.\nThe workflow replicates from the source to the target again\./,
    ...CANCELLED,
  ]);
}

/** Nothing of the cancelled move is left; the tables stay in the source, next to those of the move that was completed before. */
export const AS_BEFORE: Played["left"] = {
  commerce: ["_corder_old", "_customer_old", "big", "product"],
  customer: ["corder", "customer"],
  denied: [],
  workflows: [],
  rules: [],
};

async function heldAgainst(harness: Harness, card: { readonly ts: string }, before: number, thread: readonly RegExp[]): Promise<Played> {
  // The card itself is edited later: three moves within seconds use up Slack's limit for a minute.
  const lines = () =>
    threadOf(harness, card)
      .slice(1)
      .filter((line) => !line.startsWith("file vdiff-"));
  // A request's message is edited after the outcome.
  await expect.poll(lines, { timeout: PATIENCE_MS }).toEqual(thread.map((line) => expect.stringMatching(line)));
  const isExpected = (line: string): boolean => thread.includes(WAITS_FOR_CREATE) && WAITS_FOR_CREATE.test(line);
  expect(trouble(harness, card).filter((line) => !isExpected(line))).toEqual([]);
  expect(logged(harness)).toEqual([]);
  return { calls: sent(harness).slice(before), left: left(harness) };
}
