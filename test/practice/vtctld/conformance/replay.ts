import type { Cluster } from "../../../../practice/vtctld/cluster/cluster.ts";
import { loadVtctldService } from "../../../../practice/vtctld/rpc/server.ts";
import { findServedKeyspace } from "../../../../practice/vtctld/cluster/serving.ts";
import { startVtctldSimulator, type SimulatorOptions, type VtctldSimulator } from "../../../../practice/vtctld/simulator.ts";
import { openWireClient, type WireAnswer, type WireClient } from "../../../../practice/vtctld/rpc/wire-client.ts";
import { flatten } from "./answers.ts";
import { compareAnswers, type Comparison } from "./compare.ts";
import { aMoment, arrived, passTime } from "./moments.ts";
import { readRecording, type RecordedWireCall } from "./recordings.ts";

type RawAnswer = WireAnswer & { raw: Buffer | undefined };

/** A recorded scenario with what was done between its calls. */
export interface Scenario {
  name: string;
  cluster(): Cluster;
  /** How this vtctld was started. */
  options?: Pick<SimulatorOptions, "credentials">;
  /** What a call carries besides its request. */
  metadata?(call: RecordedWireCall): Record<string, string>;
  /** What happens before the call of this number (also at the place of a call that is not replayed). */
  before: Readonly<Record<number, (simulator: VtctldSimulator) => void | Promise<void>>>;
  /** Calls that ran concurrently. */
  overlapping?: readonly Overlap[];
  /** What a real vtgate said before the call of this number and before what was done there; the simulator's is asked the same. */
  vtgate?: readonly VtgateAsked[];
}

/** Two concurrent calls. `second` starts a millisecond after `first`, so that chance does not decide who writes a document last. */
export interface Overlap {
  first: number;
  second: number;
  /** What happens this long after both have started. */
  meanwhile?: { afterMs: number; act(simulator: VtctldSimulator): void };
}

/** What vtgate was asked: its plan for each tablet type, and a write if one was tried. */
export interface VtgateAsked {
  before: number;
  table: string;
  primary: string;
  /** Replica and rdonly, which it never distinguished. */
  reads: string;
  write?: "passed" | "denied";
}

/** What a replay found. */
export interface ReplayReport {
  checked: number;
  /** Plans and writes of vtgate that were compared. */
  vtgate: number;
  notReplayed: Map<string, number>;
  fields: number;
  ignored: Map<string, number>;
  failures: string[];
}

/** Calls in the recordings that are not compared. */
const notReplayed: Readonly<Record<string, string>> = {
  ExecuteVtctlCommand: "another service; compared for 12 and 14",
  GetFullStatus: "most of it is one MySQL's own settings; the simulator tells replication and the row image alone",
  GetKeyspace: "not declared",
  GetTablet: "not declared",
  GetVersion: "the recorded build had no version to tell",
  ExecuteFetchAsApp: "not declared",
  ExecuteFetchAsDBA: "any statement; the simulator answers those of Tandem alone",
  GetSrvKeyspaces: "not declared",
  RunHealthCheck: "not declared",
  ValidateShard: "not declared",
  ReloadSchema: "not declared; the simulator has no schema cache",
  ValidateVersionKeyspace: "not declared",
};

/** Plays a scenario against a fresh simulator, call by call with the recorded bytes, at the recorded times. */
export async function replay(scenario: Scenario): Promise<ReplayReport> {
  const calls = readRecording(scenario.name);
  const start = calls[0]?.started_at ?? 0;
  const simulator = await startVtctldSimulator({ ...scenario.options, cluster: scenario.cluster(), clock: { start, speed: 0 } });
  const client = openWireClient(simulator.address);
  const report: ReplayReport = { checked: 0, vtgate: 0, notReplayed: new Map(), fields: 0, ignored: new Map(), failures: [] };
  try {
    for (const call of calls) {
      askVtgate(scenario, call.seq, simulator, report);
      simulator.clock.advance(Math.max(0, call.started_at - simulator.clock.now()));
      await scenario.before[call.seq]?.(simulator);
      const pair = scenario.overlapping?.find(({ first, second }) => first === call.seq || second === call.seq);
      if (pair !== undefined) {
        if (call.seq === Math.min(pair.first, pair.second)) await checkBoth(pair, calls, simulator, report);
      } else if (call.method in notReplayed) count(report.notReplayed, `${call.method} (${notReplayed[call.method]})`);
      else await check(call, scenario, simulator, client, report);
    }
    askVtgate(scenario, (calls.at(-1)?.seq ?? 0) + 1, simulator, report);
  } finally {
    client.close();
    await simulator.close();
  }
  return report;
}

function askVtgate(scenario: Scenario, call: number, { cluster, sql }: VtctldSimulator, report: ReplayReport): void {
  for (const { before, table, primary, reads, write } of scenario.vtgate ?? []) {
    if (before !== call) continue;
    const written =
      write === undefined ? undefined : sql.insertThroughVtgate(table, { sku: `before ${before}`, description: "", price: "1" });
    const [cell = ""] = cluster.cells;
    const said = {
      primary: findServedKeyspace(cluster, cell, table, "") ?? holderOf(cluster, table),
      reads: [findServedKeyspace(cluster, cell, table, "@replica"), findServedKeyspace(cluster, cell, table, "@rdonly")].map(
        (keyspace) => keyspace ?? holderOf(cluster, table),
      ),
      ...(written === undefined
        ? {}
        : { write: written.error === undefined ? "passed" : /denied tables/.test(written.error) ? "denied" : written.error }),
    };
    const recorded = { primary, reads: [reads, reads], ...(write === undefined ? {} : { write }) };
    report.vtgate += written === undefined ? 3 : 4;
    if (JSON.stringify(said) !== JSON.stringify(recorded))
      report.failures.push(`vtgate before #${before}\n    recorded:  ${JSON.stringify(recorded)}\n    simulated: ${JSON.stringify(said)}`);
  }
}

/** The location of a table that no rule names. */
function holderOf(cluster: Cluster, table: string): string | undefined {
  return [...cluster.keyspaces.values()].find(({ shards }) => [...shards.values()].some(({ tables }) => tables.has(table)))?.name;
}

function count(counts: Map<string, number>, key: string, more = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}

async function check(
  call: RecordedWireCall,
  scenario: Scenario,
  simulator: VtctldSimulator,
  client: WireClient,
  report: ReplayReport,
): Promise<void> {
  const answer = await send(call, scenario.metadata?.(call) ?? {}, simulator, client);
  await untilAnswered(simulator);
  const trueDetails =
    answer.code === call.status.code && call.status.code === 2 ? (simulator.calls().at(-1)?.outcome?.details ?? "") : answer.details;
  compare(call, answer, trueDetails, report);
}

function compare(call: RecordedWireCall, answer: RawAnswer, trueDetails: string, report: ReplayReport): void {
  const expectedOnTheWire = call.details_note === undefined ? undefined : "";
  const comparison = compareAnswers(call.method, flattenRecorded(call), flattenAnswer(call.method, answer, trueDetails));
  if (expectedOnTheWire !== undefined && answer.details !== expectedOnTheWire) {
    comparison.differences.push({ path: "details on the wire", recorded: expectedOnTheWire, simulated: answer.details });
  }
  report.checked += 1;
  report.fields += comparison.compared;
  for (const { reason } of comparison.ignored) count(report.ignored, reason);
  report.failures.push(...comparison.differences.map((difference) => describe(call, difference)));
}

function callOf(calls: readonly RecordedWireCall[], seq: number): RecordedWireCall {
  const found = calls.find((call) => call.seq === seq);
  if (found === undefined) throw new Error(`the recording has no call ${seq}`);
  return found;
}

/** Sends the second when the first has arrived, and lets time pass until both are answered. */
async function checkBoth(
  { first, second, meanwhile }: Overlap,
  calls: readonly RecordedWireCall[],
  simulator: VtctldSimulator,
  report: ReplayReport,
): Promise<void> {
  const client = openWireClient(simulator.address);
  const answers: Promise<void>[] = [];
  for (const call of [callOf(calls, first), callOf(calls, second)]) {
    const before = simulator.calls().length;
    const answer = client.callRaw(call.method, Buffer.from(call.request_base64, "base64"), { deadlineMs: realLimitMs });
    answers.push(answer.then((one) => compare(call, one, one.details, report)));
    await arrived(simulator, before);
    simulator.clock.advance(1);
  }
  const isAnswered = (): boolean =>
    simulator
      .calls()
      .slice(-2)
      .every(({ outcome }) => outcome !== undefined);
  for (let ms = 0; !isAnswered(); ms += 1) {
    if (ms === meanwhile?.afterMs) meanwhile.act(simulator);
    simulator.clock.advance(1);
    await aMoment();
  }
  await Promise.all(answers);
  client.close();
}

/** A client that gave up is gone before the server knows. */
async function untilAnswered(simulator: VtctldSimulator): Promise<void> {
  const end = Date.now() + realLimitMs;
  while (simulator.calls().at(-1)?.outcome === undefined && Date.now() < end) await aMoment();
}

function describe(call: RecordedWireCall, { path, recorded, simulated }: Comparison["differences"][number]): string {
  return `#${call.seq} ${call.method} ${path}\n    recorded:  ${JSON.stringify(recorded)}\n    simulated: ${JSON.stringify(simulated)}`;
}

/** Ended by the recorder's client itself, however its library reports that. */
function gaveUp({ status: { code, details } }: RecordedWireCall): boolean {
  return code === 1 || (code === 4 && /^Deadline exceeded after|RST_STREAM/.test(details));
}

/** Real time after which a call without an answer is given up. */
const realLimitMs = 10_000;

const longCallMs = 2_000;

/** A call that its client gave up is given up here too, after the same simulated time. */
async function send(
  call: RecordedWireCall,
  metadata: Record<string, string>,
  simulator: VtctldSimulator,
  client: WireClient,
): Promise<RawAnswer> {
  const giveUp = new AbortController();
  const clientGaveUp = gaveUp(call);
  const { clock } = simulator;
  const ends = clock.now() + call.duration_ms;
  const before = simulator.calls().length;
  const answer = client.callRaw(call.method, Buffer.from(call.request_base64, "base64"), {
    signal: giveUp.signal,
    metadata,
    deadlineMs: realLimitMs,
  });
  // A short call needs no time to pass, however busy this machine is.
  if (!clientGaveUp && call.duration_ms < longCallMs) return answer;
  await passTime(simulator, await arrived(simulator, before), Math.max(100, call.duration_ms / 50), () => {
    if (clientGaveUp && clock.now() >= ends) giveUp.abort();
    return giveUp.signal.aborted;
  });
  return answer;
}

function flattenRecorded(call: RecordedWireCall): Map<string, unknown> {
  const bytes = Buffer.from(call.response_base64 ?? "", "base64");
  const flat = call.status.code === 0 ? flatten(call.method, decode(call.method, bytes)) : new Map<string, unknown>();
  if (gaveUp(call)) return flat.set("code", 1).set("details", "Cancelled on client");
  return flat.set("code", call.status.code).set("details", call.status.details);
}

function flattenAnswer(method: string, answer: RawAnswer, details: string): Map<string, unknown> {
  const flat = answer.raw === undefined ? new Map<string, unknown>() : flatten(method, decode(method, answer.raw));
  return flat.set("code", answer.code).set("details", details);
}

const service = loadVtctldService();

function decode(method: string, bytes: Buffer): Record<string, unknown> {
  const decoded: Record<string, unknown> | undefined = service[method]?.responseDeserialize(bytes);
  if (decoded === undefined) throw new Error(`no method ${method} in the proto files`);
  return decoded;
}
