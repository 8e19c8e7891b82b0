import type { CallRecord, Execution } from "../../core/executions.ts";
import type { TabletType } from "../../core/options.ts";
import type { FaultNote } from "../../core/outcomes.ts";
import { Fault } from "../fault.ts";
import type { Vitess } from "../ports.ts";
import type { Records } from "../records.ts";

/**
 * Writes that a call is about to be sent. From here on it may have reached vtctld, whatever happens to this process. False when the
 * execution has an outcome already, or another call is open: then nothing may be sent.
 */
export async function recordCall(records: Pick<Records, "executions">, id: string, step: number, before: string): Promise<boolean> {
  const recorded = await records.executions.change(id, (execution, now) => {
    if (execution.outcome !== undefined || openCall(execution) !== undefined) return { result: false };
    const { hold: _past, ...rest } = execution;
    return { write: { ...rest, calls: [...execution.calls, { step, before, startedAt: now }] }, result: true };
  });
  return recorded ?? false;
}

/** Notes how the open call ended while it is not known what it led to: the call stays open until a reading tells. */
export async function recordCallFault(records: Pick<Records, "executions">, id: string, fault: FaultNote): Promise<void> {
  await records.executions.change(id, (execution) => {
    const open = openCall(execution);
    if (open === undefined) return { result: undefined };
    return { write: { ...execution, calls: [...execution.calls.slice(0, -1), { ...open, fault }] }, result: undefined };
  });
}

/** Closes the open call. Closing twice keeps the first end. */
export async function recordCallEnd(
  records: Pick<Records, "executions">,
  id: string,
  fault: FaultNote | undefined,
): Promise<Execution | undefined> {
  return records.executions.change(id, (execution, now) => {
    const open = openCall(execution);
    if (open === undefined) return { result: execution };
    const closed: CallRecord = { ...open, endedAt: now, ...(fault === undefined ? {} : { fault }) };
    const write = { ...execution, calls: [...execution.calls.slice(0, -1), closed] };
    return { write, result: write };
  });
}

/** The call that was sent and has not ended, as far as is recorded. */
export function openCall(execution: Execution): CallRecord | undefined {
  const last = execution.calls.at(-1);
  return last !== undefined && last.endedAt === undefined ? last : undefined;
}

/** Sends the step's one RPC. Its fault is a note, not an exception: what happened is for the reading to say. */
export async function send(vitess: Vitess, execution: Execution, types: readonly TabletType[]): Promise<FaultNote | undefined> {
  try {
    await call(vitess, execution, types);
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return { kind: error.kind, text: error.message };
    throw error;
  }
}

async function call(vitess: Vitess, { act, move }: Execution, tabletTypes: readonly TabletType[]): Promise<unknown> {
  switch (act.verb) {
    case "switch":
      return vitess.switchTraffic(move, { ...act.options, tabletTypes }, { direction: "forward", dryRun: false });
    case "reverse":
      return vitess.switchTraffic(move, { ...act.options, tabletTypes }, { direction: "backward", dryRun: false });
    case "complete":
      return vitess.complete(move, act.options, { dryRun: false });
    case "cancel":
      return vitess.deleteWorkflow(move, act.options);
    default:
      return act satisfies never;
  }
}
