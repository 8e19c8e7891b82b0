import type { RestoreOptions } from "../../core/acts/acts.ts";
import type { CallRecord, Execution } from "../../core/acts/executions.ts";
import type { Keyspace } from "../../core/names.ts";
import type { TabletType } from "../../core/options.ts";
import type { FaultNote } from "../../core/acts/outcomes.ts";
import { documentsToRestore, type RestoreSeen } from "../../core/rules/restore.ts";
import { redact } from "../../core/redact.ts";
import type { Seal } from "../../core/acts/requests.ts";
import { Fault } from "../fault.ts";
import type { Vitess } from "../ports.ts";
import type { Records } from "../records.ts";

/** A recorded call without an end: its place in the execution's calls tells it from every other. */
export interface OpenCall {
  readonly index: number;
  readonly record: CallRecord;
}

/**
 * Claims the request for a call: from here on it cannot be withdrawn. False when it was, or ended otherwise, since it was last looked at.
 * An armed rollback has no request.
 */
export async function claimRequest(records: Pick<Records, "requests">, { requestId }: Execution): Promise<boolean> {
  if (requestId === undefined) return true;
  const claimed = await records.requests.change(requestId, (request) =>
    request.state.kind === "approved" ? { write: { ...request, underWay: true }, result: true } : { result: false },
  );
  return claimed ?? false;
}

/** While an execution only waits, whoever asked may still withdraw. */
export async function unclaimRequest(records: Pick<Records, "requests">, { requestId }: Execution): Promise<void> {
  if (requestId === undefined) return;
  await records.requests.change(requestId, ({ underWay, ...request }) =>
    underWay === undefined ? { result: undefined } : { write: request, result: undefined },
  );
}

/**
 * Writes that a call is about to be sent. From here on it may have reached vtctld, whatever happens to this process. Undefined when the
 * execution is not what `seen` was any more: a worker that fell asleep after it looked must not send what another one has sent since.
 */
export async function recordCall(
  records: Pick<Records, "executions">,
  seen: Execution,
  before: string,
  snapshot: string,
): Promise<OpenCall | undefined> {
  return records.executions.change(seen.id, (execution, now) => {
    if (!isAsSeen(execution, seen) || openCall(execution) !== undefined) return { result: undefined };
    const { hold: _past, ...rest } = execution;
    const record = { step: seen.step, before, snapshot, startedAt: now };
    return { write: { ...rest, calls: [...execution.calls, record] }, result: { index: execution.calls.length, record } };
  });
}

/** Notes how a call ended while it is not known what it led to: the call stays open until a reading tells. */
export async function recordCallFault(records: Pick<Records, "executions">, id: string, call: OpenCall, fault: FaultNote): Promise<void> {
  await records.executions.change(id, (execution) => {
    const open = openCall(execution);
    if (open?.index !== call.index) return { result: undefined };
    return { write: { ...execution, calls: [...execution.calls.slice(0, -1), { ...open.record, fault }] }, result: undefined };
  });
}

/** Closes a call. Undefined when another worker has closed it: that one decides what follows. */
export async function recordCallEnd(
  records: Pick<Records, "executions">,
  id: string,
  call: OpenCall,
  fault: FaultNote | undefined,
): Promise<Execution | undefined> {
  return records.executions.change(id, (execution, now) => {
    const open = openCall(execution);
    if (open?.index !== call.index || execution.outcome !== undefined) return { result: undefined };
    const closed: CallRecord = { ...open.record, endedAt: now, ...(fault === undefined ? {} : { fault }) };
    const write = { ...execution, calls: [...execution.calls.slice(0, -1), closed] };
    return { write, result: write };
  });
}

/** True while nobody has taken the execution further than `seen`. */
export function isAsSeen(current: Execution, seen: Execution): boolean {
  return (
    current.outcome === undefined &&
    current.step === seen.step &&
    current.calls.length === seen.calls.length &&
    (openCall(current) === undefined) === (openCall(seen) === undefined)
  );
}

/** The call that was sent and has not ended, as far as is recorded. */
export function openCall({ calls }: Execution): OpenCall | undefined {
  const record = calls.at(-1);
  return record !== undefined && record.endedAt === undefined ? { index: calls.length - 1, record } : undefined;
}

/**
 * Sends the step's one RPC. Whatever it throws is a note and not an exception, a defect of Tandem's too: the call may have arrived, and
 * what happened is for the reading to say.
 */
export async function send(
  vitess: Vitess,
  execution: Execution,
  types: readonly TabletType[],
  restore?: RestoreSeen,
): Promise<FaultNote | undefined> {
  try {
    await rpc(vitess, execution, types, restore);
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return { kind: error.kind, text: error.message };
    return { kind: "unexpected", text: redact(error instanceof Error ? error.message : String(error)) };
  }
}

async function rpc(
  vitess: Vitess,
  { act, move, seal }: Execution,
  tabletTypes: readonly TabletType[],
  restore: RestoreSeen | undefined,
): Promise<unknown> {
  switch (act.verb) {
    case "switch":
      return vitess.switchTraffic(move, { ...act.options, tabletTypes }, { direction: "forward", dryRun: false });
    case "reverse":
      return vitess.switchTraffic(move, { ...act.options, tabletTypes }, { direction: "backward", dryRun: false });
    case "complete":
      return vitess.complete(move, act.options, { dryRun: false });
    case "cancel":
      return vitess.cancelMove(move, act.options);
    case "delete":
      return vitess.deleteWorkflow(move, act.options);
    case "restore":
      return putBack(vitess, restore, act.options);
    case "rescue":
      return giveWritesBack(vitess, seal, act.options.tables);
    case "override":
      throw new Error("an override calls nothing");
    default:
      return act satisfies never;
  }
}

/** Only the documents that differ: each of them is replaced whole. */
async function putBack(vitess: Vitess, restore: RestoreSeen | undefined, { documents }: RestoreOptions): Promise<void> {
  if (restore === undefined) throw new Fault("unexpected", "a restore without the rules of its snapshot");
  for (const document of documentsToRestore(restore, documents)) await vitess.applyRules(document, restore.saved);
}

/** One shard after the other; Vitess 20 and earlier refuse to allow a table that is not denied (issue #15963). */
async function giveWritesBack(vitess: Vitess, { sourceKeyspace, sourceShards }: Seal, tables: readonly string[]): Promise<void> {
  // The seal has the keyspace from a reading, which is where names are checked.
  const keyspace = sourceKeyspace as Keyspace;
  for (const shard of sourceShards) {
    const denied = (await vitess.deniedTables(keyspace, shard)).tables.filter((table) => tables.includes(table));
    if (denied.length > 0) await vitess.allowTables(keyspace, shard, denied);
  }
}
