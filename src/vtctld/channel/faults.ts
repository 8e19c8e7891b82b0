import { status } from "@grpc/grpc-js";

import { redact } from "../../core/explain/redact/redact.ts";
import { Fault } from "../../operations/fault.ts";
import type { FaultKind } from "../../core/explain/rule/fault-kinds.ts";

/** How a failed call ended. */
export interface BadEnd {
  readonly rpc: string;
  readonly code: status;
  readonly details: string;
  /** Whether our deadline had passed by our clock: vtctld sends code 4 for its own waits too (docs/facts/the-wire.md#whose-deadline). */
  readonly deadlinePassed: boolean;
}

/** The only place that turns vtctld's codes and texts into a {@link Fault}: nearly all arrive as UNKNOWN (docs/facts/the-wire.md#codes). */
export function toCallFault(end: BadEnd): Fault {
  const cause = new Error(`${end.rpc} ended with ${status[end.code] ?? end.code}`);
  return new Fault(classifyCallFault(end), redactMessage(end), { cause });
}

function classifyCallFault(end: BadEnd): FaultKind {
  if (end.deadlinePassed && (end.code === status.CANCELLED || end.code === status.DEADLINE_EXCEEDED)) return "timed-out";
  switch (end.code) {
    case status.UNAVAILABLE:
      return "unreachable";
    // From vtctld's auth interceptors: static passwords answer with either code, mTLS with the first (docs/facts/the-wire.md#auth-codes).
    case status.UNAUTHENTICATED:
    case status.PERMISSION_DENIED:
      return "denied";
    // "unknown method …" comes from an older vtctld, "unknown service vtctlservice.Vtctld" from one without grpc-vtctld in its service map.
    case status.UNIMPLEMENTED:
      return "unsupported";
    // From our own transport: cancelled, too big, not decodable, reset.
    case status.CANCELLED:
    case status.RESOURCE_EXHAUSTED:
    case status.INTERNAL:
    case status.DATA_LOSS:
      return "unexpected";
    default:
      return classifyText(end.details);
  }
}

// The first match wins. Each row pairs the form of a text with its kind; the comment says who produces it.
const FAULT_TEXTS: readonly (readonly [RegExp, FaultKind])[] = [
  // A topology lease ran out under a finished operation: this may hide a success (docs/facts/the-wire.md#error-hides-success).
  [/node doesn't exist: lease/, "unexpected"],
  // The topology service, for a keyspace, shard, cell, tablet or path that does not exist.
  [/node doesn't exist/, "not-found"],
  // vtctld waited 45 s for the named lock of a workflow or the lock of a keyspace (docs/facts/locks-and-deadlines.md#second-operation).
  [/failed to lock\b/, "busy"],
  [/deadline exceeded: \S*\/(?:named_locks\/|\S*locks\b)/, "busy"],
  [/\block\b[^\n]*\balready (?:held|exists)/, "busy"],
  [/\/named_locks\//, "busy"],
  // vtctld, if no tablet of the keyspace has a stream of this workflow; the second is from "Workflow show" before Vitess 18.
  [/no streams found in keyspace/, "not-found"],
  [/no streams found for workflow \S+ in keyspace/, "not-found"],
  // SwitchReads and SwitchWrites; SwitchTraffic of a reverse workflow before Vitess 18.
  [/\bworkflow \S+ not found in keyspace\b/, "not-found"],
  // vtctld's list of keyspaces before Vitess 18.
  [/\bkeyspace \S+ not found\b/i, "not-found"],
  // vtctld, WorkflowUpdate and older calls.
  [/\b(?:workflow|keyspace|shard)\b[^\n]*\bdoes not exist\b/, "not-found"],
  // vtctld, for a shard given by name.
  [/\bshard \S+ not found in keyspace\b/, "not-found"],
  // A tablet's VDiff engine: show and delete, then resume and stop.
  [/no vdiff found for (?:UUID|keyspace)/, "not-found"],
  [/vdiff with UUID \S+ not found on tablet/, "not-found"],
  // ExecuteVtctlCommand: a command, a flag (up to Vitess 14, then later) or a VDiff action that this release does not have.
  [/^unknown command\b/i, "unsupported"],
  [/flag provided but not defined/, "unsupported"],
  [/\bunknown (?:shorthand )?flag: /, "unsupported"],
  [/^invalid action (?:stop|delete|resume|create|show); usage: VDiff/, "unsupported"],
];

function classifyText(details: string): FaultKind {
  // Node's HTTP/2 drops the whole text if grpc-message has a blank at either end (docs/facts/the-wire.md#lost-text).
  if (details.trim() === "") return "unreadable";
  return FAULT_TEXTS.find(([pattern]) => pattern.test(details))?.[1] ?? "refused";
}

function redactMessage(end: BadEnd): string {
  if (end.details.trim() === "") return "Vitess gave a reason that could not be read";
  // "auth failure: caller "…" provided invalid credentials" repeats our user name.
  return redact(end.details).replace(/caller ".*?" provided/, "caller provided");
}

/** True if Vitess said that it has no VDiff with this uuid (and not that the workflow is missing). */
export function saysNoSuchVDiff(fault: Fault): boolean {
  return fault.kind === "not-found" && /no vdiff found for (?:UUID|keyspace)/.test(fault.message);
}
