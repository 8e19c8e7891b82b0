import { createClock, type SimulatorClock } from "./cluster/clock.ts";
import { findTablet, type Cluster } from "./cluster/cluster.ts";
import { advanceCluster } from "./workflow/copy.ts";
import { refreshPrimary } from "./cluster/denied-tables.ts";
import { GONE, ServerKilled, VtctldError, statusCode } from "./cluster/errors.ts";
import { createFaults, type Fault, type Faults } from "./faults.ts";
import { runLegacyCommand } from "./legacy/commands.ts";
import { createEventLog } from "./legacy/event-log.ts";
import { abandonLocks } from "./cluster/locks.ts";
import { hang, stopIfGone, type Operation, type SwitchStep } from "./cluster/operation.ts";
import { createCommerceCluster } from "./cluster/presets.ts";
import { openFrontDoor } from "./rpc/front-door.ts";
import { handlers, isRpcName, type Handler, type RpcName } from "./rpc/handlers.ts";
import { answerReflection } from "./rpc/reflection.ts";
import { serve, type TlsOptions, type WireCall } from "./rpc/server.ts";
import { rebuildGraph } from "./cluster/serving.ts";
import { createSql, type Sql } from "./workflow/sql.ts";
import { createState, type ClusterState } from "./levers/levers.ts";
import { translateRequest, translateAnswer, hasCall } from "./cluster/versions.ts";

/** How to start a simulator; everything has a default. */
export interface SimulatorOptions {
  /** The recorded cluster if missing. */
  cluster?: Cluster;
  /** 0 = a free port. */
  port?: number;
  /** Simulated time of the start (milliseconds since the epoch) and its speed; now, and real time, if missing. */
  clock?: { start?: number; speed?: number };
  /** Static username and password that every call must carry in its metadata. */
  credentials?: { username: string; password: string };
  tls?: TlsOptions;
  /** Calls that this vtctld lacks, like an older version. */
  unimplemented?: readonly RpcName[];
  /** A proxy before it blocks reflection. */
  reflectionClosedOff?: boolean;
}

/** One call the simulator got. */
export interface RecordedCall {
  method: string;
  request: Readonly<Record<string, unknown>>;
  /** Simulated milliseconds since the epoch. */
  at: number;
  /** Its client's user agent: Vitess's own says `grpc-go/…`. */
  agent: string;
  /** When its answer was sent; missing while it runs. */
  endedAt?: number;
  /** Missing while the call runs. `details` is the real text, even if Node's HTTP/2 loses it. */
  outcome?: { code: number; details: string };
}

/** A running simulator of vtctld, in its cluster's release, with a cluster behind it. */
export interface VtctldSimulator {
  /** `127.0.0.1:port` */
  readonly address: string;
  readonly clock: SimulatorClock;
  readonly cluster: Cluster;
  readonly faults: Faults;
  /** What SQL clients do apart from calls. */
  readonly sql: Sql;
  /** What else happens to the cluster. */
  readonly state: ClusterState;
  calls(): readonly RecordedCall[];
  /** Kills vtctld now (kill -9); it is back after `downMs` of real time. Running calls end without an answer, locks stay. */
  kill(downMs?: number): void;
  close(): Promise<void>;
}

/** Starts a simulator on 127.0.0.1. */
export async function startVtctldSimulator(options: SimulatorOptions = {}): Promise<VtctldSimulator> {
  const clock = createClock(options.clock?.start ?? Date.now(), options.clock?.speed ?? 1);
  const cluster = options.cluster ?? createCommerceCluster();
  cluster.lastAdvance = clock.now();
  standUp(cluster);
  const faults = createFaults();
  const calls: RecordedCall[] = [];
  const running = new Set<AbortController>();

  const server = await serve(async (call) => {
    const record: RecordedCall = { method: call.method, request: call.request, at: clock.now(), agent: readUserAgent(call) };
    calls.push(record);
    try {
      requireCredentials(options, call);
      const response = await answer(call);
      record.outcome = { code: 0, details: "" };
      return response;
    } catch (error) {
      const code =
        error instanceof VtctldError ? error.code : error instanceof ServerKilled ? statusCode.UNAVAILABLE : statusCode.CANCELLED;
      record.outcome = { code, details: error instanceof Error ? error.message : String(error) };
      throw error;
    } finally {
      record.endedAt = clock.now();
    }
  }, options.tls);
  const door = await openFrontDoor(server.port, options.port ?? 0);

  function kill(downMs = 0): void {
    abandonLocks(cluster.locks, clock.now(), cluster.pace.keyspaceLockOutlivesMs);
    for (const controller of running) controller.abort(new ServerKilled());
    door.dropAll(downMs);
  }

  async function answer(call: WireCall): Promise<object> {
    const { method } = call;
    if (method === reflectionRpc) {
      if (options.reflectionClosedOff !== true) return answerReflection(cluster.version, call.request);
      throw new VtctldError("unknown service grpc.reflection.v1alpha.ServerReflection", statusCode.UNIMPLEMENTED);
    }
    const isLegacy = method === legacyRpc;
    const missing = !hasCall(cluster.version, method) || (isRpcName(method) && options.unimplemented?.includes(method) === true);
    if (!isLegacy && (!isRpcName(method) || missing)) {
      throw new VtctldError(`unknown method ${method} for service vtctlservice.Vtctld`, statusCode.UNIMPLEMENTED);
    }
    const controller = new AbortController();
    const onGone = (): void => {
      controller.abort(GONE);
    };
    call.signal.addEventListener("abort", onGone, { once: true });
    running.add(controller);
    const fault = faults.strike(method, call.request, readUserAgent(call));
    const operation: Operation = {
      cluster,
      clock,
      signal: controller.signal,
      async reached(step) {
        strikeAt(step, fault, call, controller);
        stopIfGone(operation);
        await clock.sleep(cluster.pace.switchStepMs, controller.signal);
        advanceCluster(cluster, clock.now());
      },
    };
    try {
      await beforeHandling(fault, operation);
      strikeAt("accept", fault, call, controller);
      stopIfGone(operation);
      advanceCluster(cluster, clock.now());
      const response = isRpcName(method) ? await answerTyped(operation, method, call) : await answerLegacy(operation, call);
      if (fault?.kind === "meanwhile") await fault.after?.();
      if (fault?.kind === "error-hides-success") throw new VtctldError(fault.details ?? "node doesn't exist: lease");
      return response;
    } finally {
      running.delete(controller);
    }
  }

  async function answerTyped(operation: Operation, method: RpcName, call: WireCall): Promise<object> {
    const handler: Handler = handlers[method];
    return translateAnswer(cluster.version, method, await handler(operation, translateRequest(cluster.version, method, call.request)));
  }

  /** A fault that strikes between two effects. */
  function strikeAt(step: SwitchStep | "accept", fault: Fault | undefined, call: WireCall, controller: AbortController): void {
    if (fault === undefined || !("after" in fault) || fault.after !== step) return;
    if (fault.kind === "killed") {
      kill(fault.downMs);
      throw new ServerKilled();
    }
    door.dropClient(call.peerPort);
    controller.abort(GONE);
  }

  async function beforeHandling(fault: Fault | undefined, operation: Operation): Promise<void> {
    if (fault?.kind === "delay") await clock.sleep(fault.ms, operation.signal);
    if (fault?.kind === "hang") await hang(operation.signal);
    if (fault?.kind === "meanwhile") await fault.before?.();
    if (fault?.kind === "unavailable") throw new VtctldError(fault.details ?? "connection refused", statusCode.UNAVAILABLE);
    if (fault?.kind === "empty-error") throw new VtctldError("");
    if (fault?.kind === "error") throw new VtctldError(fault.details, fault.code);
  }

  return {
    address: `127.0.0.1:${door.port}`,
    clock,
    cluster,
    faults,
    sql: createSql(cluster, clock),
    state: createState(cluster, clock),
    calls: () => calls,
    kill,
    async close() {
      for (const controller of running) controller.abort(GONE);
      clock.stop();
      await door.close();
      await server.close();
    },
  };
}

/** The one call of reflection: the server itself says what is served, whatever the cluster does. */
const reflectionRpc = "ServerReflectionInfo";

/** A cluster made by hand: its cells serve what is saved, its primaries have read their records. */
function standUp(cluster: Cluster): void {
  const unbuilt = cluster.cells.filter((cell) => !cluster.serving.has(cell));
  if (unbuilt.length > 0) rebuildGraph(cluster, unbuilt);
  const shards = [...cluster.keyspaces.values()].flatMap((keyspace) => [...keyspace.shards.values()]);
  for (const shard of shards) if (findTablet(cluster, shard.primary)?.denies === undefined) refreshPrimary(cluster, shard);
}

/** The one call of the legacy service. */
const legacyRpc = "ExecuteVtctlCommand";

/** Executes a legacy command; its answer is the events it sends. */
async function answerLegacy(operation: Operation, call: WireCall): Promise<object> {
  const log = createEventLog(({ level, file, value }) => {
    const now = operation.clock.now();
    const time = { seconds: String(Math.floor(now / 1000)), nanoseconds: Math.floor((now % 1000) * 1e6) };
    call.emit({ event: { time, level, file, line: "1", value } });
  });
  const { args } = call.request;
  await runLegacyCommand({ ...operation, log }, Array.isArray(args) ? args.map(String) : []);
  return {};
}

function readUserAgent({ metadata }: WireCall): string {
  return String(metadata.get("user-agent")[0] ?? "");
}

/** Static authentication with Vitess's own texts. */
function requireCredentials(options: SimulatorOptions, call: WireCall): void {
  if (options.credentials === undefined) return;
  const [username] = call.metadata.get("username");
  const [password] = call.metadata.get("password");
  if (username === undefined || password === undefined) {
    throw new VtctldError("username and password must be provided", statusCode.UNAUTHENTICATED);
  }
  if (username !== options.credentials.username || password !== options.credentials.password) {
    throw new VtctldError(`auth failure: caller "${String(username)}" provided invalid credentials`, statusCode.PERMISSION_DENIED);
  }
}
