import { setTimeout as sleep } from "node:timers/promises";
import { type RoleProcess, startRole } from "../../deploy/demo/role.ts";
import { type PrivateRedis, startRedis } from "../../practice/redis.ts";
import { startRedisClusterOfSix, startRedisWithSentinels } from "../../practice/redis-topologies.ts";
import { type PracticeSlack, startPracticeSlack } from "../../practice/slack/practice-slack.ts";
import { createCommerceCluster } from "../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../practice/vtctld/simulator.ts";
import type { Records } from "../../src/operations/records.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import { openStore } from "../../src/store/open.ts";
import { cast, peopleAreKnown, settingsFor } from "../acceptance/harness.ts";
import { MAIN } from "../compiled.ts";
import { type Link, openLink } from "./link.ts";
import { type Fault, NEEDED, peopleOf } from "./plan.ts";

/** How Redis runs, and what may strike there. */
export interface Topology {
  readonly start: () => Promise<PrivateRedis>;
  readonly kinds: readonly Fault["kind"][];
  /** How much longer a fault of Redis lasts than on a single one: another primary takes over meanwhile. */
  readonly slower: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Without it a failover may lose what people were told (SECURITY.md). */
const WITH_A_REPLICA = { REDIS_WAIT_REPLICAS: "1" };
const OF_PROCESSES = ["kill-app", "stop-app", "kill-worker", "stop-worker"] as const;

export const TOPOLOGIES = {
  single: { start: startRedis, kinds: [...OF_PROCESSES, "cut-redis", "kill-redis", "stop-redis"], slower: 1 },
  sentinel: { start: startRedisWithSentinels, kinds: [...OF_PROCESSES, "kill-redis", "stop-redis"], slower: 4, env: WITH_A_REPLICA },
  cluster: { start: startRedisClusterOfSix, kinds: [...OF_PROCESSES, "kill-redis", "stop-redis"], slower: 4, env: WITH_A_REPLICA },
} as const satisfies Readonly<Record<string, Topology>>;

export type TopologyName = keyof typeof TOPOLOGIES;

/** A whole installation of real processes, and what can strike it. */
export interface Field {
  readonly slack: PracticeSlack;
  readonly vitess: VtctldSimulator;
  readonly records: Records;
  /** Lets a fault happen; resolves when its part of the installation is whole again. */
  strike(fault: Fault): Promise<void>;
  /** Resolves when every app listens to Slack, and Redis answers. */
  healed(): Promise<void>;
  /** Kills every app, and from now on starts this program as one. */
  replaceApps(program: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const START_WITHIN_MS = 60_000;
const HEALED_WITHIN_MS = 90_000;
// Slack waits three seconds; a busy machine deserves a little more.
const ACK_WITHIN_MS = 4_000;
// A call to vtctld takes long enough to be struck, or called off.
const STEP_MS = 60;

/** Opens the installation with two apps, for so many requests in a round. */
export async function openField(
  name: TopologyName,
  { requests, workers = 2 }: { readonly requests: number; readonly workers?: number },
): Promise<Field> {
  const { start: startStore, slower, env: own = {} }: Topology = TOPOLOGIES[name];
  const people = Array.from({ length: requests }, (_, request) => peopleOf(request)).flatMap(({ askedBy, approvers }) => [
    askedBy,
    ...approvers,
  ]);
  const pace = { streamStartMs: 5, postCopyMs: 5, betweenTablesMs: 5, switchStepMs: STEP_MS, copyRowsPerSecond: 100_000 };
  const [redis, slack, vitess] = await Promise.all([
    startStore(),
    startPracticeSlack({ rateLimits: false, ackTimeoutMs: ACK_WITHIN_MS, ...cast(people) }),
    startVtctldSimulator({ cluster: createCommerceCluster({ customerRows: 1_000, corderRows: 2_000, copySeconds: 0.2, pace }) }),
  ]);
  const links: Link[] = [];
  const settings = {
    ...settingsFor({ redis, slack, vitess, close: () => Promise.resolve() }, { TANDEM_APPROVALS: String(NEEDED), ...own }),
    LOG_LEVEL: "info",
  };
  const store = openRedis(redis.url, "records", () => undefined);
  const records = openStore(store);
  const running: { readonly app: RoleProcess[]; readonly worker: RoleProcess[] } = { app: [], worker: [] };
  const busy = new Map<string, Promise<void>>();
  let appProgram: readonly string[] = MAIN;

  async function begin(role: "app" | "worker", place: number): Promise<void> {
    const link = role === "app" ? links[place] : undefined;
    const env = { ...settings, ...(link === undefined ? {} : { REDIS_URL: `redis://127.0.0.1:${link.port}` }) };
    const start = (): Promise<RoleProcess> =>
      startRole(role, env, { startWithinMs: START_WITHIN_MS, program: role === "app" ? appProgram : MAIN });
    // As whoever runs it does: a process that starts while Redis is away ends, and is started again.
    running[role][place] = await untilDone(start);
  }

  async function kill(role: "app" | "worker", place: number): Promise<void> {
    const killed = running[role][place];
    signal(killed, "SIGKILL");
    await killed?.ended;
    await begin(role, place);
  }

  async function stop(role: "app" | "worker", { place, forMs }: Fault): Promise<void> {
    signal(running[role][place], "SIGSTOP");
    await sleep(forMs);
    signal(running[role][place], "SIGCONT");
  }

  async function strikeNow(fault: Fault): Promise<void> {
    const { kind, place, forMs } = fault;
    switch (kind) {
      case "kill-app":
        return kill("app", place);
      case "stop-app":
        return stop("app", fault);
      case "kill-worker":
        return kill("worker", place);
      case "stop-worker":
        return stop("worker", fault);
      case "cut-redis":
        links[place]?.hold();
        await sleep(forMs);
        return links[place]?.mend();
      case "kill-redis":
        await redis.kill();
        await sleep(forMs * slower);
        return redis.revive();
      case "stop-redis":
        await redis.freeze();
        await sleep(forMs * slower);
        return redis.thaw();
      default:
        return kind satisfies never;
    }
  }

  async function close(): Promise<void> {
    const all = [...running.app, ...running.worker];
    for (const role of all) signal(role, "SIGKILL");
    await Promise.all(all.map((role) => role.ended));
    store.disconnect();
    await Promise.all([slack.close(), vitess.close(), ...links.map((link) => link.close())]);
    await redis.close();
  }

  try {
    // Where another primary can take over, its address is not known beforehand.
    if (name === "single") links.push(await openLink(redis.port), await openLink(redis.port));
    const places = Array.from({ length: workers }, (_, place) => place);
    await Promise.all([...places.map((place) => begin("worker", place)), begin("app", 0), begin("app", 1)]);
    await peopleAreKnown({ slack });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    slack,
    vitess,
    records,
    close,
    async strike(fault) {
      // One after the other, where they strike the same.
      const target =
        fault.kind.endsWith("redis") && fault.kind !== "cut-redis" ? "redis" : `${fault.kind.replace(/^\w+-/, "")} ${fault.place}`;
      const turn = (busy.get(target) ?? Promise.resolve()).then(() => strikeNow(fault));
      busy.set(target, turn);
      await turn;
    },
    async healed() {
      await slack.waitFor(() => slack.sockets.count() >= running.app.length, HEALED_WITHIN_MS);
      await untilDone(() => records.now());
    },
    async replaceApps(program) {
      appProgram = program;
      await Promise.all(running.app.map((_, place) => kill("app", place)));
    },
  };
}

function signal(role: RoleProcess | undefined, name: NodeJS.Signals): void {
  if (role === undefined) return;
  try {
    process.kill(role.pid, name);
  } catch (error) {
    // It has ended.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Tries until it succeeds, for as long as it takes to heal. */
export async function untilDone<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + HEALED_WITHIN_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}
