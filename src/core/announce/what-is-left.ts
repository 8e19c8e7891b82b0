import type { KeyedEntry } from "./announce.ts";
import type { Execution } from "../operation/execution/executions.ts";
import { listLockHolders, type Seen } from "../operation/execution/sight.ts";
import { findFollowed, type Move } from "../move/moves.ts";
import { findLeftBehind } from "../move/left-behind.ts";
import { findHeldLock } from "../move/locks.ts";
import type { UnrefreshedTables } from "../move/unrefreshed.ts";

/** Announces what an operation that reached its goal left in Vitess, by the look that showed the goal reached. */
export function announceWhatIsLeft(execution: Execution, seen: Seen | undefined, move: Move | undefined): readonly KeyedEntry[] {
  if (seen === undefined) return [];
  const notTold = move === undefined ? undefined : findFollowed(move)?.notTold;
  return execution.proposal.kind === "rescue" ? findLockLeft(execution, seen) : findLeftAfter(execution, seen, notTold);
}

/** After a rescue: which lock still blocks switch and cancel; no call removes it (docs/facts/locks-and-deadlines.md#dead-vtctlds-lock). */
function findLockLeft({ id, move }: Execution, seen: Seen): readonly KeyedEntry[] {
  const lock = findHeldLock(move, listLockHolders(seen));
  return lock === undefined ? [] : [{ body: { kind: "lock-left", ...lock }, key: `lock-left:${id}` }];
}

/** After a delete or a cancel: rules, denied tables, source tablets that may go on denying, and tables. */
function findLeftAfter({ id, proposal, move }: Execution, { look }: Seen, notTold: UnrefreshedTables | undefined): readonly KeyedEntry[] {
  if (proposal.kind !== "workflow" || look.kind !== "workflow") return [];
  const { verb } = proposal.operation;
  if (verb !== "delete" && verb !== "cancel") return [];
  const { tables, sourceKeyspace, sourceShards } = proposal.facts;
  const untold = notTold?.side === "source" ? { keyspace: sourceKeyspace, shards: sourceShards, tables: notTold.tables } : undefined;
  const left = findLeftBehind({ tables, sourceKeyspace, targetKeyspace: move.targetKeyspace }, look.reading, untold);
  return left === undefined ? [] : [{ body: { kind: "left-behind", after: verb, left }, key: `left-behind:${id}` }];
}
