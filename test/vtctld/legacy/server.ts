import { loadServiceDefinition } from "../../../src/vtctld/wire/definitions.ts";
import type { ExecuteVtctlCommandRequest__Output } from "../../../src/vtctld/wire/generated/vtctldata/ExecuteVtctlCommandRequest.ts";
import { answer } from "../answers.ts";
import type { Reply, SeenCall } from "../grpc-server.ts";
import type { LegacyRecording, RecordedEvent } from "./recordings.ts";

const commands = loadServiceDefinition("vtctlservice.Vtctl");
const typed = loadServiceDefinition("vtctlservice.Vtctld");

function command() {
  const found = commands.get("ExecuteVtctlCommand");
  if (found === undefined) throw new Error("ExecuteVtctlCommand is not in the .proto files");
  return found;
}

/** The words of a command as they arrived. */
export function argsIn({ message }: SeenCall): readonly string[] {
  const { args = [] }: ExecuteVtctlCommandRequest__Output = command().requestDeserialize(message);
  return args;
}

/** A stream of these events that ends in this status. */
export function events(list: readonly RecordedEvent[], code = 0, details = ""): Reply {
  return { kind: "stream", messages: list.map((event) => command().responseSerialize({ event })), code, details };
}

/** A command that prints this text and succeeds. */
export function prints(text: string): Reply {
  return events([{ level: "CONSOLE", value: text }]);
}

/** The recorded events, unchanged. */
export function recorded({ responses = [], status }: LegacyRecording): Reply {
  const list = responses.flatMap(({ response }) => response.event ?? []);
  return events(list, status.code, status.details);
}

/** GetWorkflows with one workflow that reads from `source`, and only running streams. */
export function oneWorkflow(name: string, source: string, target: string): Reply {
  const now = Math.floor(Date.now() / 1000);
  const stream = {
    id: "1",
    shard: "0",
    tablet: { cell: "zone1", uid: 200 },
    binlog_source: { keyspace: source, shard: "0", filter: { rules: [{ match: "corder" }, { match: "customer" }] } },
    position: "MariaDB/0-1-100",
    state: "Running",
    transaction_timestamp: { seconds: String(now) },
    time_updated: { seconds: String(now) },
  };
  return answer("GetWorkflows", {
    workflows: [
      {
        name,
        source: { keyspace: source, shards: ["0"] },
        target: { keyspace: target, shards: ["0"] },
        shard_streams: { "0/zone1-0000000200": { streams: [stream] } },
      },
    ],
  });
}

/** The fields of a typed request. */
export function requestIn({ method, message }: SeenCall): Record<string, unknown> {
  return { ...typed.get(method)?.requestDeserialize(message) };
}
