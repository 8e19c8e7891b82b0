import type { Harness } from "../acceptance/harness.ts";
import type { RecordedCall } from "../../practice/vtctld/simulator.ts";

const LEGACY_READS = /^(?:MoveTables (?:GetState|Progress|Show) |TopoCat |Workflow \S+ (?:show|listall)|VDiff .* show )/;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** What vtctld was called for, except reads: a line of arguments before Vitess 18, a call and its relevant fields since. */
export function sent({ vitess }: Pick<Harness, "vitess">): readonly string[] {
  return vitess.calls().flatMap((call) => {
    const line = call.method === "ExecuteVtctlCommand" ? legacyLine(call) : typedLine(call);
    return line === undefined ? [] : [line];
  });
}

function legacyLine({ request }: RecordedCall): string | undefined {
  const line = texts(request["args"]).join(" ").replace(UUID, "<uuid>");
  return LEGACY_READS.test(line) ? undefined : line;
}

function typedLine({ method, request }: RecordedCall): string | undefined {
  const name = (keyspace: string): string => `${String(request[keyspace])}.${String(request["workflow"])}`;
  const dry = request["dry_run"] === true ? " dry run" : "";
  switch (method) {
    case "MoveTablesCreate":
      return `create ${name("target_keyspace")} from ${String(request["source_keyspace"])} ${texts(request["include_tables"]).join(",")}`;
    case "VDiffCreate":
      return `vdiff ${name("target_keyspace")}`;
    case "WorkflowSwitchTraffic":
      return `${request["direction"] === 1 ? "reverse" : "switch"} ${name("keyspace")} ${texts(request["tablet_types"]).join(",")}${dry}`;
    case "MoveTablesComplete":
      return `complete ${name("target_keyspace")}${request["rename_tables"] === true ? " renaming" : ""}${dry}`;
    case "WorkflowDelete":
      return `delete ${name("keyspace")}`;
    case "WorkflowUpdate":
    case "WorkflowMirrorTraffic":
    case "ApplyRoutingRules":
    case "ApplyShardRoutingRules":
    case "ApplyKeyspaceRoutingRules":
    case "SetShardTabletControl":
    case "VDiffStop":
    case "VDiffResume":
    case "VDiffDelete":
      return method;
    default:
      return undefined;
  }
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
