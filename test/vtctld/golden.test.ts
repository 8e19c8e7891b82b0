import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { formatTabletAlias } from "../../src/core/vitess/names.ts";
import { Fault } from "../../src/operations/fault.ts";
import { openCaller, type Caller } from "../../src/vtctld/channel/caller.ts";
import { DEADLINES } from "../../src/vtctld/channel/deadlines.ts";
import { loadServiceDefinition } from "../../src/vtctld/wire/definitions.ts";
import { createTypedVitess, type TypedVitess } from "../../src/vtctld/typed/vitess.ts";
import { answer } from "./answers.ts";
import { startGrpcServer, type GrpcServer, type Reply } from "./grpc-server.ts";
import { nameOf, recordings, type JsonObject, type Recording } from "./recordings.ts";
import { replayOf } from "./replay.ts";
import { count, tally } from "../counts.ts";
import { tablesNamed, tableNamed } from "../names.ts";

/** Where Tandem deliberately differs from the reference client's command line: fields that it adds. */
const DIFFERENCES: Record<string, { readonly adds: JsonObject; readonly reason: string }> = {
  WorkflowUpdate: {
    adds: { tablet_request: { tablet_selection_preference: "UNKNOWN", on_ddl: -1 } },
    reason: "the client loses in_order, and Vitess 18-20 would set on-ddl to IGNORE (docs/facts/defaults-and-options.md#keep-values)",
  },
};

/** Settings that 23 accepts in either spelling; Tandem sends the one that every later release accepts too. */
const WITH_DASHES = ["vstream_packet_size", "vstream_dynamic_packet_size"];

/** Recorded calls that no method of the port makes, by reason. */
const NOT_COMPARED = {
  "a cell that the cluster does not have": 2,
  "a default that is spelled out on the wire": 57,
  "a direct call with fields that the port does not send": 24,
  "a note in place of a command line": 19,
  "a path of the topology that is not a workflow's lock": 18,
  "a schema without sizes": 12,
  "a statement that Tandem does not run": 119,
  "a tablet control that is set": 1,
  "a tablet type that the port does not take": 2,
  "a workflow name that Tandem does not take": 2,
  "active workflows only: a stopped move must not vanish": 5,
  "all cells at once: Tandem asks each of them": 5,
  "tablets of all keyspaces at once": 2,
  "the port has no such call": 11,
  "the throttler's other settings": 8,
  "waiting is the client's affair": 1,
};

/** Recorded calls that Tandem does not even declare, by name. */
const NOT_DECLARED: Readonly<Record<string, { readonly times: number; readonly reason: string }>> = {
  ExecuteFetchAsApp: { times: 16, reason: "SQL on a tablet under another account: Tandem's own few reads go by ExecuteFetchAsDBA" },
  GetCellInfo: { times: 1, reason: "where a cell's topology is: not Tandem's affair" },
  GetKeyspace: { times: 2, reason: "GetKeyspaces has all of them" },
  GetPermissions: { times: 1, reason: "accounts of MySQL" },
  GetSrvKeyspaces: { times: 2, reason: "shards that serve, the same before and after a move's step" },
  GetTablet: { times: 4, reason: "GetTablets has all of them" },
  ReloadSchema: { times: 12, reason: "done by the recorder after its own SQL" },
  RunHealthCheck: { times: 5, reason: "does not tell what a tablet denies (docs/facts/denied-tables.md#record-and-tablet)" },
  SetVtorcEmergencyReparent: { times: 1, reason: "recorded to tell releases apart" },
  ValidateShard: { times: 1, reason: "ValidateKeyspace has all shards" },
  ValidateVersionKeyspace: { times: 2, reason: "compares builds of tablets" },
  ValidateVersionShard: { times: 1, reason: "compares builds of tablets" },
  WorkflowAddTables: { times: 1, reason: "recorded to tell releases apart" },
};

const methods = loadServiceDefinition("vtctlservice.Vtctld");
const recorded = recordings().filter(({ method }) => methods.has(method));
const replays = recorded.map((recording) => ({ name: nameOf(recording), recording, replay: replayOf(recording) }));
const mapped = replays.flatMap(({ name, recording, replay }) => ("call" in replay ? [{ name, recording, call: replay.call }] : []));
const unmapped = replays.flatMap(({ name, replay }) => ("none" in replay ? [{ name, none: replay.none }] : []));

// The answers about the lock folders whose holders were read next, by workflow.
const lockFolders = ["rescue-denied-writes/030 GetTopologyPath", "locked-workflow-switch/002 GetTopologyPath"].map((name) =>
  recorded.find((recording) => nameOf(recording) === name),
);

let server: GrpcServer;
let caller: Caller;
let vitess: TypedVitess;
let fieldsCompared = 0;

beforeAll(async () => {
  server = await startGrpcServer(({ method, message }): Reply => {
    if (method === "GetCellInfoNames") return answer("GetCellInfoNames", { names: ["zone1"] });
    const folder = lockFolders.find((one) => method === one?.method && one.request_base64 === message.toString("base64"));
    return { kind: "answer", message: Buffer.from(folder?.response_base64 ?? "", "base64") };
  });
  caller = openCaller({ addresses: [server.address] });
  vitess = createTypedVitess(caller, DEADLINES, () => Promise.resolve(23));
});

afterAll(async () => {
  caller.close();
  await server.close();
  count("requests to 23.0.3 compared", tally(mapped.map(({ recording }) => recording.method)));
  count("requests to 23.0.3 compared, fields", fieldsCompared);
  count("requests to 23.0.3 that may differ", Object.keys(DIFFERENCES).length);
  count("requests to 23.0.3 not compared", tally(unmapped.map(({ none }) => none)));
});

describe("Tandem sends what the reference client sends for the same options", () => {
  test.each(mapped)("$name", async ({ recording, call }) => {
    const before = server.seen.length;
    await call(vitess).catch((error: unknown) => {
      // This server's answers are empty, and an empty answer to a switch is a fault.
      if (!(error instanceof Fault) || recording.method !== "WorkflowSwitchTraffic") throw error;
    });
    const sent = server.seen.slice(before).filter(({ method }) => method === recording.method);
    const message = closest(
      sent.map((seen) => seen.message),
      recording,
    );
    const adds = recording.cmd.startsWith("grpc ") ? {} : (DIFFERENCES[recording.method]?.adds ?? {});
    const asked = dashed(merged(adds, recording.request), decoded(recording.method, message));
    const expected = withoutNanos(recording.method, asked);
    expect(decoded(recording.method, message)).toEqual(expected);
    expect(wireFields(message)).toEqual(recording.request_wire_fields.map((field) => Number(field.split(":")[0])));
    // Byte for byte; where Tandem adds fields or spells a setting differently, the recorded bytes with those.
    const bytes =
      Object.keys(adds).length === 0 && settings(recording.request) === undefined && recording.method !== "UpdateThrottlerConfig"
        ? recording.request_base64
        : methods.get(recording.method)?.requestSerialize(expected).toString("base64");
    expect(message.toString("base64")).toBe(bytes);
    fieldsCompared += leaves(recording.request);
  });

  test("undeclared fields are known, with reason and number", () => {
    const others = recordings().filter(({ method }) => !methods.has(method));
    expect(Object.fromEntries(tally(others.map(({ method }) => method)))).toEqual(
      Object.fromEntries(Object.entries(NOT_DECLARED).map(([method, { times }]) => [method, times])),
    );
  });

  test("fields that are not compared are known, with reason and number", () => {
    expect(Object.fromEntries(tally(unmapped.map(({ none }) => none)))).toEqual(NOT_COMPARED);
  });

  test("its own statements, none of which was recorded, have the fields of a recorded statement", async () => {
    const before = server.seen.length;
    const tablet = formatTabletAlias("zone1", 100);
    await Promise.allSettled([
      vitess.mysqlSettings(tablet),
      vitess.besideTables(tablet, tablesNamed("corder")),
      vitess.nextId(tablet, "corder_seq"),
      vitess.highestId(tablet, tableNamed("corder"), "order_id"),
      vitess.liveRows(tablet, tablesNamed("corder")),
      vitess.statisticRows(tablet, tablesNamed("corder")),
      vitess.countRows(tablet, tableNamed("corder")),
      vitess.mysqlVersion(tablet),
    ]);
    const own = server.seen.slice(before).filter(({ method }) => method === "ExecuteFetchAsDBA");
    const statements = recorded.filter(({ method }) => method === "ExecuteFetchAsDBA");
    expect(own.length).toBeGreaterThanOrEqual(9);
    for (const { message } of own) {
      const { query, ...others } = Object(decoded("ExecuteFetchAsDBA", message));
      expect(statements.map(({ request }) => request["query"])).not.toContain(query);
      // Another statement and another limit, and the rest like a recorded one.
      const like = statements.find(({ request }) => request["max_rows"] === "100");
      expect(wireFields(message)).toEqual(like?.request_wire_fields.map((field) => Number(field.split(":")[0])));
      expect(merged(like?.request ?? {}, { query, max_rows: "1000" })).toEqual({ query, ...others });
    }
  });
});

test("a statement lists only names of tables that need no quotes, spelled as MySQL does there", async () => {
  const before = server.seen.length;
  const tablet = formatTabletAlias("zone1", 100);
  const odd = tablesNamed("my-orders", "cost$", "o'clock", "a`b", "naïve", "x') or ('1");
  await Promise.allSettled([vitess.liveRows(tablet, odd), vitess.statisticRows(tablet, odd)]);
  const queries = server.seen.slice(before).map(({ message }) => String(Object(decoded("ExecuteFetchAsDBA", message)).query));
  const listed = queries.map((query) => / in \((.*)\) group by 1$/.exec(query)?.[1]);
  expect(new Set(listed)).toEqual(new Set(["'my-orders', 'cost$'", "'my@002dorders', 'cost@0024'"]));
});

function settings(request: unknown): JsonObject | undefined {
  const options = isObject(request) ? request["workflow_options"] : undefined;
  const config = isObject(options) ? options["config"] : undefined;
  return isObject(config) ? config : undefined;
}

/** Settings with dashes, in the order in which they were sent: every client draws a new map order. */
function dashed(request: JsonObject, sent: unknown): JsonObject {
  const config = settings(request);
  if (config === undefined) return request;
  const order = Object.keys(settings(sent) ?? {});
  const inOrder = Object.entries(config)
    .map(([name, value]) => [WITH_DASHES.includes(name) ? name.replaceAll("_", "-") : name, value] as const)
    .toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  const options = request["workflow_options"];
  return { ...request, workflow_options: { ...(isObject(options) ? options : {}), config: Object.fromEntries(inOrder) } };
}

/** A Tandem instant is in milliseconds; the client's clock is finer. */
function withoutNanos(method: string, request: JsonObject): JsonObject {
  if (method !== "UpdateThrottlerConfig") return request;
  const rule = request["throttled_app"];
  const ends = isObject(rule) ? rule["expires_at"] : undefined;
  if (!isObject(rule) || !isObject(ends) || typeof ends["nanoseconds"] !== "number") return request;
  const nanoseconds = Math.floor(ends["nanoseconds"] / 1e6) * 1e6;
  return { ...request, throttled_app: { ...rule, expires_at: { ...ends, nanoseconds } } };
}

/** Some methods of the port make several requests: the one with the recorded bytes counts, or else the first. */
function closest(messages: readonly Buffer[], recording: Recording): Buffer {
  const same = messages.find((message) => message.toString("base64") === recording.request_base64);
  return same ?? messages[0] ?? Buffer.from("nothing was sent");
}

function decoded(method: string, message: Buffer): unknown {
  return structuredClone(methods.get(method)?.requestDeserialize(message));
}

/** The field numbers of a message, read from its bytes. */
function wireFields(message: Buffer): readonly number[] {
  const found = new Set<number>();
  for (let at = 0; at < message.length;) {
    const [tag, afterTag] = varint(message, at);
    found.add(tag >> 3);
    const [value, afterValue] = varint(message, afterTag);
    const wireType = tag & 7;
    if (wireType === 5) at = afterTag + 4;
    else if (wireType === 2) at = afterValue + value;
    else if (wireType === 0) at = afterValue;
    else throw new Error(`wire type ${wireType} is not in any request`);
  }
  return [...found];
}

// Values above 2^53 lose digits here, which does not matter: only tags and lengths are used.
function varint(bytes: Buffer, start: number): [number, number] {
  let value = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (at - start));
    if (byte < 0x80) return [value, at + 1];
  }
  throw new Error("a number without an end");
}

function merged(base: JsonObject, added: JsonObject): JsonObject {
  const both = Object.entries(added).map(([key, value]) => {
    const under = base[key];
    return [key, isObject(under) && isObject(value) ? merged(under, value) : value];
  });
  return { ...base, ...Object.fromEntries(both) };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function leaves(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + leaves(item), 0);
  return isObject(value) ? leaves(Object.values(value)) : 1;
}
