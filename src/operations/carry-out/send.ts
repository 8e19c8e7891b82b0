import type { Execution } from "../../core/operation/execution/executions.ts";
import type { Restore, WorkflowOperation } from "../../core/operation/request/operations.ts";
import type { FaultNote } from "../../core/operation/outcome/outcomes.ts";
import type { Seen, Sight } from "../../core/operation/execution/sight.ts";
import type { MoveName } from "../../core/vitess/names.ts";
import { redact } from "../../core/explain/redact/redact.ts";
import { selectDocumentsToRestore } from "../../core/rules/restore.ts";
import { attempt, Fault, toFaultNote } from "../fault.ts";
import type { Vitess } from "../ports.ts";
import type { CarryOutDeps } from "./deps.ts";
import { unblockShards, listShardsToUnblock } from "./unblock-shards.ts";
import type { TabletType } from "../../core/options/kinds.ts";

/**
 * Sends the call that was just recorded, while its record is fresh. Never rethrows what the call throws, not even a defect of Tandem: the
 * call may have arrived, so the error is noted and the next look finds out what happened.
 */
export async function sendStep(deps: CarryOutDeps, execution: Execution, seen: Seen, isFresh: () => boolean): Promise<Sight> {
  const { state, proposal, move } = execution;
  if (state.kind !== "calling") throw new Error("only a recorded call is sent");
  try {
    if (proposal.kind === "workflow") {
      const said = await call(deps.vitess(move.cluster).whileFresh(isFresh), move, proposal.operation, state.left[0].tabletTypes);
      return { kind: "answered", said };
    }
    if (proposal.kind === "restore") await sendParts(deps, execution, isFresh, listDocumentsToWrite(proposal.restore, seen));
    else if (proposal.facts.remedy === "serve") await deps.vitess(move.cluster).whileFresh(isFresh).rebuildServing([]);
    else await unblockShards(deps.vitess(move.cluster), isFresh, listShardsToUnblock(proposal.facts, move, seen));
    // These calls are answered without a word.
    return { kind: "answered", said: [] };
  } catch (error) {
    return error instanceof Fault && error.nothingSent ? { kind: "not-sent" } : { kind: "answered", fault: noteFault(error) };
  }
}

function noteFault(error: unknown): FaultNote {
  if (error instanceof Fault) return toFaultNote(error);
  return { kind: "unexpected", text: redact(error instanceof Error ? error.message : String(error)) };
}

async function call(
  vitess: Vitess,
  move: MoveName,
  operation: WorkflowOperation,
  tabletTypes: readonly TabletType[],
): Promise<readonly string[]> {
  switch (operation.verb) {
    case "switch":
      return vitess.switchTraffic(move, { ...operation.options, tabletTypes }, { direction: "forward", dryRun: false });
    case "reverse":
      return vitess.switchTraffic(move, { ...operation.options, tabletTypes }, { direction: "backward", dryRun: false });
    case "complete":
      return vitess.complete(move, operation.options, { dryRun: false });
    case "cancel":
      return vitess.cancelMove(move, operation.options);
    case "delete":
      return vitess.deleteWorkflow(move, operation.options);
    default:
      return operation satisfies never;
  }
}

/** One of the messages that make up a call. */
type CallPart = (vitess: Vitess) => Promise<void>;

/** Only the documents that differ, because each is replaced whole. */
function listDocumentsToWrite({ documents }: Restore, { look }: Seen): readonly CallPart[] {
  if (look.kind !== "rules" || look.restore === undefined) throw new Error("a restore without the rules of its snapshot");
  const { saved } = look.restore;
  return selectDocumentsToRestore(look.restore, documents).map((document) => (vitess) => vitess.applyRules(document, saved));
}

/** Each message has its own time limit: before every further message the record is read again, and must still hold this call. */
async function sendParts(
  deps: CarryOutDeps,
  { id, state, move }: Execution,
  isFresh: () => boolean,
  parts: readonly CallPart[],
): Promise<void> {
  let fresh = isFresh;
  for (const [place, part] of parts.entries()) {
    if (place > 0) {
      fresh = deps.freshFor(deps.timing.sendWithinMs);
      const now = await deps.records.executions.get(id);
      const isOurs = now?.state.kind === "calling" && state.kind === "calling" && now.state.call.startedAt === state.call.startedAt;
      if (!isOurs) throw new Fault("stale", "somebody else has taken this over; the rest was not sent");
    }
    const fault = await attempt(() => part(deps.vitess(move.cluster).whileFresh(fresh)));
    if (!(fault instanceof Fault)) continue;
    // From the second part on, an earlier message was sent.
    throw place === 0 ? fault : new Fault(fault.kind, fault.message, { cause: fault });
  }
}
