import type { Cluster } from "../../../../../practice/vtctld/cluster/cluster.ts";
import { loadVtctldService } from "../../../../../practice/vtctld/rpc/server.ts";
import { startVtctldSimulator, type RecordedCall, type VtctldSimulator } from "../../../../../practice/vtctld/simulator.ts";
import { openWireClient, type WireClient } from "../../../../../practice/vtctld/rpc/wire-client.ts";
import { flatten, type FlatAnswer } from "../answers.ts";
import { compareAnswers } from "../compare.ts";
import { aMoment, arrived, passTime } from "../moments.ts";
import type { ReplayReport } from "../replay.ts";
import { flattenCommand } from "./answers.ts";
import { openCommandClient, type CommandClient } from "./client.ts";
import { whyNotTold } from "./not-told.ts";
import { argumentsOf, readLegacyRecording, type RecordedLegacyCall } from "./recordings.ts";

/** A recorded scenario of an old version, with what was done between its calls. */
export interface LegacyScenario {
  version: "v12.0.6" | "v14.0.5";
  name: string;
  cluster(): Cluster;
  /** What happens before the call of this number. */
  before: Readonly<Record<number, (simulator: VtctldSimulator) => void>>;
  /** Calls that cannot be replayed, by number, with the reason. */
  untold?: Readonly<Record<number, string>>;
}

interface Harness {
  simulator: VtctldSimulator;
  typed: WireClient;
  commands: CommandClient;
  report: ReplayReport;
}

/** Plays a scenario against a fresh simulator with the recorded bytes and times; calls that overlapped overlap again. */
export async function replayLegacy(scenario: LegacyScenario): Promise<ReplayReport> {
  const calls = readLegacyRecording(scenario.version, scenario.name);
  const start = calls[0]?.started_at ?? 0;
  const simulator = await startVtctldSimulator({ cluster: scenario.cluster(), clock: { start, speed: 0 } });
  const report: ReplayReport = { checked: 0, vtgate: 0, notReplayed: new Map(), fields: 0, ignored: new Map(), failures: [] };
  const harness: Harness = { simulator, typed: openWireClient(simulator.address), commands: openCommandClient(simulator.address), report };
  const begun: Begun[] = [];
  try {
    for (const [index, call] of calls.entries()) {
      await advanceTo(simulator, call.started_at, begun.some(isUnderWay));
      scenario.before[call.seq]?.(simulator);
      const reason = scenario.untold?.[call.seq] ?? whyNotTold(call);
      if (reason !== undefined) {
        count(report.notReplayed, reason);
        continue;
      }
      const one = await begin(call, harness);
      begun.push(one);
      const next = calls[index + 1];
      const overlaps = next !== undefined && next.started_at < call.started_at + call.duration_ms - overlapMs;
      if (!overlaps) await untilDone(one, simulator);
    }
    for (const one of begun) await untilDone(one, simulator);
  } finally {
    harness.typed.close();
    harness.commands.close();
    await simulator.close();
  }
  return report;
}

/** The clocks of two processes: a shorter overlap is none. */
const overlapMs = 20;

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

const stepMs = 50;

/** Moves simulated time on; in small steps while a command runs, so that it does what it does in time. */
async function advanceTo({ clock }: VtctldSimulator, at: number, stepwise: boolean): Promise<void> {
  const steps = stepwise ? Math.max(0, Math.floor((at - clock.now()) / stepMs)) : 0;
  for (let step = 0; step < steps; step += 1) {
    clock.advance(stepMs);
    await aMoment();
  }
  clock.advance(Math.max(0, at - clock.now()));
  if (stepwise) await aMoment();
}

/** A call that was sent: its comparison, and what the simulator knows of it. */
interface Begun {
  readonly work: Promise<void>;
  readonly record: RecordedCall;
}

function isUnderWay({ record }: Begun): boolean {
  return record.outcome === undefined;
}

/** Sends a call; resolves when it is there. */
async function begin(call: RecordedLegacyCall, harness: Harness): Promise<Begun> {
  const before = harness.simulator.calls().length;
  const work = check(call, harness);
  return { work, record: await arrived(harness.simulator, before) };
}

/** Longer than any recorded command took. */
const longestMs = 1_000_000;

/** Lets time run until a call has ended. A short call needs none, unless it waits for something. */
async function untilDone({ work, record }: Begun, simulator: VtctldSimulator): Promise<void> {
  const end = simulator.clock.now() + longestMs;
  await passTime(simulator, record, stepMs, () => simulator.clock.now() > end);
  await work;
}

async function check(call: RecordedLegacyCall, harness: Harness): Promise<void> {
  const isCommand = call.method === "ExecuteVtctlCommand";
  const [recorded, simulated] = isCommand ? await runCommand(call, harness) : await callTyped(call, harness);
  const label = isCommand ? call.method : `≤17 ${call.method}`;
  const { report } = harness;
  const comparison = compareAnswers(label, recorded, simulated);
  report.checked += 1;
  report.fields += comparison.compared;
  for (const { reason } of comparison.ignored) count(report.ignored, reason);
  const name = isCommand ? argumentsOf(call).join(" ") : call.method;
  report.failures.push(
    ...comparison.differences.map(
      ({ path, recorded: left, simulated: right }) =>
        `#${call.seq} ${name} ${path}\n    recorded:  ${JSON.stringify(left)}\n    simulated: ${JSON.stringify(right)}`,
    ),
  );
}

/** Codes of a client that gave up, by itself or at its deadline. */
function gaveUp(call: RecordedLegacyCall): boolean {
  return call.status.code === 1 || (call.status.code === 4 && call.status.details.startsWith("Deadline exceeded"));
}

async function runCommand(call: RecordedLegacyCall, { commands, simulator }: Harness): Promise<[FlatAnswer, FlatAnswer]> {
  const abort = new AbortController();
  if (gaveUp(call)) void simulator.clock.sleep(call.duration_ms).then(() => abort.abort());
  const answer = await commands.run(Buffer.from(call.request_base64, "base64"), abort.signal);
  const recorded = flattenCommand(call.responses.map(({ response }) => response.event));
  const simulated = flattenCommand(answer.events);
  if (gaveUp(call)) {
    // The library decides how a client's own end reads; what counts is that nothing came before.
    return [recorded.set("code", "gave up"), simulated.set("code", answer.code === 1 ? "gave up" : answer.code)];
  }
  recorded.set("code", call.status.code).set("details", call.status.details);
  return [recorded, simulated.set("code", answer.code).set("details", answer.details)];
}

async function callTyped(call: RecordedLegacyCall, { typed }: Harness): Promise<[FlatAnswer, FlatAnswer]> {
  const answer = await typed.callRaw(call.method, Buffer.from(call.request_base64, "base64"));
  const bytes = call.status.code === 0 ? Buffer.from(call.response_base64 ?? "", "base64") : undefined;
  const recorded = flattenBytes(call.method, bytes).set("code", call.status.code).set("details", call.status.details);
  return [recorded, flattenBytes(call.method, answer.raw).set("code", answer.code).set("details", answer.details)];
}

const service = loadVtctldService();

function flattenBytes(method: string, bytes: Buffer | undefined): FlatAnswer {
  if (bytes === undefined) return new Map();
  const decoded: Record<string, unknown> | undefined = service[method]?.responseDeserialize(bytes);
  return decoded === undefined ? new Map() : flatten(method, decoded);
}
