import { handlers } from "./handlers.ts";
import { CALLS, hasCall } from "../cluster/versions.ts";

/** Fields and messages by full name, with their first release, as far as anybody looks them up to detect a release. */
const NAMES: Readonly<Record<string, number>> = {
  "topodata.Tablet": 11,
  "topodata.Tablet.tablet_start_time": 24,
  "vtctldata.TableCopyPhase": 24,
  "vtctldata.WorkflowOptions": 20,
  "vtctldata.WorkflowStatusRequest.shards": 19,
  "vtctldata.WorkflowStatusResponse": 18,
  "vtctldata.WorkflowStatusResponse.TableCopyState.phase": 24,
  "vtctlservice.Vtctl": 11,
  "vtctlservice.Vtctld": 11,
};

const OF_VTCTLD = "vtctlservice.Vtctld.";
const notFound = 5;

/** ServerReflectionInfo for one name: for a known one a file without content, because nobody reads that. */
export function answerReflection(version: number, { file_containing_symbol: name }: Readonly<Record<string, unknown>>): object {
  return isKnown(version, String(name))
    ? { file_descriptor_response: { file_descriptor_proto: [Buffer.alloc(0)] } }
    : { error_response: { error_code: notFound, error_message: "proto: not found" } };
}

function isKnown(version: number, name: string): boolean {
  const call = name.startsWith(OF_VTCTLD) ? name.slice(OF_VTCTLD.length) : "";
  if (call !== "") return (call in CALLS || call in handlers) && hasCall(version, call);
  return version >= (NAMES[name] ?? Number.POSITIVE_INFINITY);
}
