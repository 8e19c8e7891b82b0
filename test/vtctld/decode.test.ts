import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { formatTabletAlias } from "../../src/core/vitess/names.ts";
import {
  CANCEL_DEFAULTS,
  COMPLETE_DEFAULTS,
  CREATE_DEFAULTS,
  MIRROR_DEFAULTS,
  SWITCH_DEFAULTS,
  VDIFF_DEFAULTS,
} from "../../src/core/options/options.ts";
import { Fault } from "../../src/operations/fault.ts";
import { openCaller, type Caller } from "../../src/vtctld/channel/caller.ts";
import { DEADLINES } from "../../src/vtctld/channel/deadlines.ts";
import { loadServiceDefinition } from "../../src/vtctld/wire/definitions.ts";
import { createTypedVitess, type TypedVitess } from "../../src/vtctld/typed/vitess.ts";
import { answer } from "./answers.ts";
import { expectedKind, NOT_FROM_VTCTLD, TEXTS } from "./expected-faults.ts";
import { expectedReading } from "./expected-readings.ts";
import { startGrpcServer, type GrpcServer, type Reply, type SeenCall } from "./grpc-server.ts";
import { commerce, customer, move } from "./names.ts";
import { nameOf, recordings, type Recording } from "./recordings.ts";
import { count, tally } from "../counts.ts";
import { shardNamed, tablesNamed } from "../names.ts";

const uuid = "44444444-2222-4333-8444-000000000001";

/** Any method of the port that makes this Vitess call: its arguments do not matter here, the answer does. */
const CALLS: Record<string, (vitess: TypedVitess, recording: Recording) => Promise<unknown>> = {
  GetKeyspaces: (vitess) => vitess.keyspaces(),
  GetTablets: (vitess) => vitess.tablets(customer),
  GetSchema: (vitess) => vitess.tableSizes(formatTabletAlias("zone1", 100), []),
  GetShard: (vitess) => vitess.deniedTables(commerce, shardNamed("0")),
  GetVSchema: (vitess) => vitess.vschema(customer),
  FindAllShardsInKeyspace: (vitess) => vitess.tabletControls(customer),
  ShardReplicationPositions: (vitess) => vitess.replication(commerce, shardNamed("0")),
  PingTablet: (vitess) => vitess.answers(formatTabletAlias("zone1", 201)),
  GetThrottlerStatus: (vitess) => vitess.throttlerStatus(formatTabletAlias("zone1", 200)),
  CheckThrottler: (vitess) => vitess.throttlerCheck(formatTabletAlias("zone1", 200), "vreplication"),
  ValidateKeyspace: (vitess) => vitess.validateKeyspace(commerce, true),
  ApplyRoutingRules: (vitess) => vitess.applyRules("tables", { tables: [], shards: [], keyspaces: [], mirrors: [] }),
  SetShardTabletControl: (vitess) => vitess.allowTables(commerce, shardNamed("0"), tablesNamed("product")),
  RefreshStateByShard: (vitess) => vitess.refreshShard(commerce, shardNamed("0")),
  RefreshState: (vitess) => vitess.refreshTablet(formatTabletAlias("zone1", 100)),
  RebuildVSchemaGraph: (vitess) => vitess.rebuildServing([]),
  GetSrvVSchema: (vitess) => vitess.served(),
  GetCellInfoNames: (vitess) => vitess.cells(),
  UpdateThrottlerConfig: (vitess) => vitess.throttleApp(customer, "vreplication", 1, Date.UTC(2026, 10, 21)),
  WorkflowMirrorTraffic: (vitess) => vitess.mirrorTraffic(move, MIRROR_DEFAULTS),
  GetWorkflows: (vitess) => vitess.workflows(customer, { logs: true }),
  WorkflowStatus: (vitess) => vitess.workflowStatus(move),
  GetRoutingRules: (vitess) => vitess.rules(),
  GetFullStatus: (vitess) => vitess.rowImage(formatTabletAlias("zone1", 100)),
  GetMirrorRules: (vitess) => vitess.rules(),
  GetTopologyPath: (vitess) => vitess.lockHolders(move, "commerce"),
  VDiffShow: (vitess, { request }) =>
    request["arg"] === "all" ? vitess.vdiffs(move) : vitess.vdiff(move, request["arg"] === "last" ? undefined : uuid),
  MoveTablesCreate: (vitess) => vitess.createMove(move, { ...CREATE_DEFAULTS, sourceKeyspace: commerce }),
  WorkflowUpdate: (vitess) => vitess.setRunning(move, "Running"),
  VDiffCreate: (vitess) => vitess.vdiffCreate(move, uuid, VDIFF_DEFAULTS),
  VDiffStop: (vitess) => vitess.vdiffStop(move, uuid, []),
  VDiffResume: (vitess) => vitess.vdiffResume(move, uuid, []),
  VDiffDelete: (vitess) => vitess.vdiffDelete(move, uuid),
  WorkflowSwitchTraffic: (vitess) => vitess.switchTraffic(move, SWITCH_DEFAULTS, { direction: "forward", dryRun: true }),
  MoveTablesComplete: (vitess) => vitess.complete(move, COMPLETE_DEFAULTS, { dryRun: true }),
  WorkflowDelete: (vitess) => vitess.deleteWorkflow(move, CANCEL_DEFAULTS),
};

// No method of the port makes these: one returns a version, one is unused, one was recorded with other statements than Tandem's, and of the
// last each cell is read separately.
const NOT_ASKED = new Set(["GetVersion", "ValidatePermissionsKeyspace", "ExecuteFetchAsDBA", "GetSrvVSchemas"]);

const methods = loadServiceDefinition("vtctlservice.Vtctld");
const all = recordings()
  .filter(({ method }) => methods.has(method) && !NOT_ASKED.has(method))
  // The recorder's client found nobody there: connection.test.ts covers that.
  .filter(({ method, status }) => !(method === "GetRoutingRules" && status.code === 14))
  .map((recording) => ({ name: nameOf(recording), recording }));

// Errors that are readings all the same: a dead tablet does not answer, nobody holds the lock, the VDiff does not exist, and a cell without
// a graph serves nothing.
const READ_AS_NOTHING: readonly (readonly [string, string, unknown])[] = [
  ["GetTopologyPath", "node doesn't exist", []],
  ["PingTablet", "cancelled", false],
  ["VDiffShow", "no vdiff found for UUID", undefined],
  ["GetSrvVSchema", "node doesn't exist", { cells: [], unread: [] }],
];
const nothings = all.flatMap(({ name: test_, recording }) => {
  const row = READ_AS_NOTHING.find(([method, part]) => recording.method === method && recording.status.details.includes(part));
  return row === undefined ? [] : [{ name: test_, recording, reading: row[2] }];
});
// OK, and nothing done: a switch with a timeout of half a second.
const silent = all.filter(
  ({ recording }) => recording.method === "WorkflowSwitchTraffic" && recording.status.code === 0 && recording.response_base64 === "",
);
const answers = all.filter(({ recording }) => recording.status.code === 0 && !silent.some((other) => other.recording === recording));
const errors = all.filter(({ recording }) => recording.status.code !== 0 && !nothings.some((other) => other.recording === recording));
const holderFile = all.find(({ recording }) => recording.scenario === "rescue-denied-writes" && recording.seq === 31)?.recording;

let playing: Recording;
let callsOfThis = 0;
let server: GrpcServer;
let caller: Caller;
let vitess: TypedVitess;
let impatient: TypedVitess;

function major(): Promise<number> {
  return Promise.resolve(23);
}

function play({ method }: SeenCall): Reply {
  // The shard of a tablet that was checked.
  if (method === "GetTablets" && playing.method === "CheckThrottler") return answer("GetTablets", { tablets: [{ shard: "0" }] });
  if (method === "GetCellInfoNames" && playing.method === "GetSrvVSchema") return answer("GetCellInfoNames", { names: ["zone1"] });
  if (method !== playing.method) return { kind: "status", code: 12, details: `unknown method ${method}` };
  callsOfThis += 1;
  if (method === "GetTopologyPath" && callsOfThis > 1) return { kind: "answer", message: bytes(holderFile) };
  const { code, details } = playing.status;
  const made = NOT_FROM_VTCTLD[code];
  if (made !== undefined) return { kind: made.network };
  return code === 0 ? { kind: "answer", message: bytes(playing) } : { kind: "status", code, details };
}

function bytes(recording: Recording | undefined): Buffer {
  return Buffer.from(recording?.response_base64 ?? "", "base64");
}

function read(recording: Recording): Promise<unknown> {
  playing = recording;
  callsOfThis = 0;
  const call = CALLS[recording.method];
  if (call === undefined) throw new Error(`no call for ${recording.method}`);
  const hangs = NOT_FROM_VTCTLD[recording.status.code]?.network === "hang";
  return call(hangs ? impatient : vitess, recording);
}

beforeAll(async () => {
  server = await startGrpcServer(play);
  const soon = 250;
  const deadlines = { read: soon, create: soon, setRunning: soon, vdiff: soon, end: soon, switch: () => soon };
  caller = openCaller({ addresses: [server.address] });
  vitess = createTypedVitess(caller, DEADLINES, major);
  impatient = createTypedVitess(caller, { ...deadlines, apply: soon, ping: soon, pingAgain: soon, validate: soon }, major);
  // Its short deadlines are for answers, not for connecting.
  const [keyspaces] = answers.filter(({ recording }) => recording.method === "GetKeyspaces");
  if (keyspaces !== undefined) playing = keyspaces.recording;
  await vi.waitFor(() => impatient.keyspaces(), 10_000);
});

afterAll(async () => {
  caller.close();
  await server.close();
  count("answers of 23.0.3 decoded", tally(answers.map(({ recording }) => recording.method)));
  count("errors of 23.0.3 classified", tally(errors.map(({ recording }) => expectedKind(recording))));
});

describe("every recorded answer becomes the reading it contains", () => {
  test.each(answers)("$name", async ({ recording }) => {
    expect(await read(recording)).toEqual(expectedReading(recording));
  });

  test.each(nothings)("$name is an error that means: nothing there", async ({ recording, reading }) => {
    expect(await read(recording)).toEqual(reading);
  });

  test.each(silent)("$name did nothing and is not a success", async ({ recording }) => {
    await expect(read(recording)).rejects.toMatchObject({ name: "Fault", kind: "unexpected" });
  });
});

describe("every recorded error becomes a fault of its kind", () => {
  test.each(errors)("$name", async ({ recording }) => {
    const fault = await read(recording).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({ kind: expectedKind(recording) });
  });

  test("each row of the table was needed", () => {
    const unused = TEXTS.filter(
      ([rpc, part]) =>
        !errors.some(({ recording }) => (rpc === "*" || rpc === recording.method) && recording.status.details.includes(part)),
    );
    expect(unused).toEqual([]);
  });
});

describe("row values stay inside", () => {
  const vdiffs = answers.filter(({ recording }) => recording.method === "VDiffShow" && sampleValues(recording).length > 0);

  test.each(vdiffs)("$name: no value of a sample row is in the reading", async ({ recording }) => {
    const reading = spelledOut(await read(recording));
    expect(sampleValues(recording).filter((value) => reading.includes(value))).toEqual([]);
  });

  test("there were samples to leak", () => {
    expect(vdiffs.length).toBeGreaterThan(10);
  });

  const duplicates = answers.filter(
    ({ recording }) => recording.method === "GetWorkflows" && JSON.stringify(recording.response).includes("Duplicate entry"),
  );

  test.each(duplicates)("$name: no duplicate value and no statement", async ({ recording }) => {
    const reading = spelledOut(await read(recording));
    expect(reading).toContain("Duplicate entry '…' for key");
    expect(reading).not.toMatch(/Duplicate entry '[^…]|during query: [^…]/);
  });
});

/** Values of sample rows that are long enough not to match by chance. */
function sampleValues({ derived }: Recording): readonly string[] {
  const found: string[] = [];
  JSON.stringify(derived ?? {}, (key, value: unknown) => {
    if (key === "report" && typeof value === "string") {
      JSON.parse(value, (inner, leaf: unknown) => {
        if (typeof leaf === "string" && leaf.length > 4 && inner !== "TableName") found.push(leaf);
        return leaf;
      });
    }
    return value;
  });
  return found;
}

function spelledOut(reading: unknown): string {
  return JSON.stringify(reading, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value)) ?? "";
}
