import { attempt, Fault } from "../../operations/fault.ts";
import type { Caller } from "../channel/caller.ts";
import { findMethod } from "../wire/definitions.ts";
import type { Answers } from "../wire/messages.ts";
import { toCallFault } from "../channel/faults.ts";

/** Whether the running vtctld knows a call, message or field by this full name; `untold` if it does not say. */
export type NameStatus = "known" | "unknown" | "untold";

// vtctld answers from memory in milliseconds; a proxy that swallows the stream must not hold up the first call to a cluster.
const REFLECTION_LIMIT_MS = 5_000;
const NOT_FOUND = 5;

/**
 * Asks vtctld's own reflection about one name, in v1alpha, which every release has (docs/facts/the-wire.md#reflection). A proxy or missing
 * rights may block it. Throws if nothing answers at all.
 */
export async function lookUpName(caller: Caller, name: string): Promise<NameStatus> {
  const method = findMethod("ServerReflectionInfo", "grpc.reflection.v1alpha.ServerReflection");
  // On the wire, a bidirectional stream with one request is a request that a stream answers.
  const messages = await attempt(() =>
    caller.collect(method, { file_containing_symbol: name }, { deadlineMs: REFLECTION_LIMIT_MS, once: false, faultFrom: toCallFault }),
  );
  if (!(messages instanceof Fault)) return readKnown(messages[0]);
  if (messages.kind === "unreachable" && messages.nothingSent) throw messages;
  return "untold";
}

function readKnown(message: Answers["ServerReflectionInfo"] | undefined): NameStatus {
  if (message?.file_descriptor_response !== undefined) return "known";
  return message?.error_response?.error_code === NOT_FOUND ? "unknown" : "untold";
}
