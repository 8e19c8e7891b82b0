import { openLog } from "../../src/logging.ts";
import { readConfig } from "../../src/config.ts";
import { openLiveConfig } from "../../src/config/live.ts";
import { openConnections } from "../../src/connections.ts";
import { isKeyspace } from "../../src/core/vitess/names.ts";
import { JOBS } from "../../jobs/table.ts";
import { openWorkers } from "../../src/queue/open-workers.ts";
import type { Timing } from "../../src/core/operation/execution/timing.ts";
import { openAppOn } from "./slack-app.ts";
import { openWork } from "../../src/work.ts";
import { PATIENT_LOOKS } from "../operations/harness.ts";
import { type PrivateRedis, startRedis } from "../../practice/redis.ts";
import { DEFAULT_GROUPS, DEFAULT_PEOPLE } from "../../practice/slack/workspace/cast.ts";
import { type PracticeSlack, startPracticeSlack } from "../../practice/slack/practice-slack.ts";
import { createCommerceCluster } from "../../practice/vtctld/cluster/presets.ts";
import { type SimulatorOptions, startVtctldSimulator, type VtctldSimulator } from "../../practice/vtctld/simulator.ts";
import { withoutPace } from "../store/without-pace.ts";

/** The whole app with practice servers: real store, queues, workers, Bolt, publisher and vtctld adapter. */
export interface Harness {
  readonly slack: PracticeSlack;
  readonly vitess: VtctldSimulator;
  readonly redis: PrivateRedis;
  /** The lines of the app's log. */
  readonly log: readonly string[];
  /** Makes the app read a target keyspace now; by itself it does so every 15 s. */
  watch(keyspace: string): Promise<void>;
  close(): Promise<void>;
}

export interface HarnessOptions {
  /** Settings that override {@link SETTINGS}; a function if they depend on the servers around. */
  readonly env?: Readonly<Record<string, string>> | ((around: Surroundings) => Readonly<Record<string, string>>);
  readonly vitess?: SimulatorOptions;
  /** How long a read of Vitess may take; in an installation 15 s. */
  readonly readWithinMs?: number;
  /** Waits as long as in an installation, if they must outlast the test. */
  readonly timing?: Partial<Timing>;
}

/** What an installation would set, with clocks short enough for tests. */
const SETTINGS = {
  SLACK_TRANSPORT: "socket",
  VTCTLD_CLUSTER: "prod",
  TANDEM_OPERATORS: "S0DBA",
  TANDEM_APPROVERS: "S0DBA",
  TANDEM_SOAK: "0s",
  TANDEM_ROLLBACK_FOR: "1h",
  // Most tests are not about VDiffs and switch without one.
  TANDEM_VDIFF_REQUIRED: "false",
  LOG_LEVEL: "debug",
};

/** Overrides {@link SETTINGS} if a tandem.yaml has the clusters and people: removes these from the environment. */
export const SAID_IN_FILE: Readonly<Record<string, string>> = Object.fromEntries(
  ["VTCTLD_ADDRESS", ...Object.keys(SETTINGS)].filter((name) => /^(?:VTCTLD|TANDEM)_/.test(name)).map((name) => [name, ""]),
);

/** Tiny tables and hardly any waiting; everything else as recorded. */
const PACE = { streamStartMs: 5, postCopyMs: 5, betweenTablesMs: 5, vdiffStartMs: 5, switchStepMs: 5, copyRowsPerSecond: 100_000 };

// App, cluster and Slack share one process here, so a busy moment must not lose the lease.
const TIMING = { ...PATIENT_LOOKS, leaseMs: 10_000 };

// BullMQ notices a job that was running when Redis died within seconds instead of 45 s.
const STALLS = { lockDuration: 3_000, stalledInterval: 1_500, maxStalledCount: 20 };

/** The servers around the app. */
export type Surroundings = Pick<Harness, "slack" | "vitess" | "redis"> & { close(): Promise<void> };

/**
 * Starts Redis, the practice Slack and the practice cluster on free loopback ports. The people in `more` are approvers too; `openStore` starts
 * another Redis than a single one.
 */
export async function openSurroundings(
  options: SimulatorOptions = {},
  more: readonly string[] = [],
  {
    openStore = startRedis,
    transport = "socket",
  }: { readonly openStore?: () => Promise<PrivateRedis>; readonly transport?: "socket" | "http" } = {},
): Promise<Surroundings> {
  const cluster = createCommerceCluster({ customerRows: 1_000, corderRows: 2_000, copySeconds: 0.2, pace: PACE });
  const [redis, slack, vitess] = await Promise.all([
    openStore(),
    // The bench measures how quickly Tandem acknowledges; here a busy machine may be slow.
    startPracticeSlack({ transport, rateLimits: false, ackTimeoutMs: 15_000, ...cast(more) }),
    startVtctldSimulator({ cluster, ...options }),
  ]);
  return {
    redis,
    slack,
    vitess,
    async close() {
      await Promise.all([slack.close(), vitess.close()]);
      await redis.close();
    },
  };
}

/** The practice Slack's people, and these, who are approvers and operators too. */
export function cast(more: readonly string[]) {
  const people = more.map((id) => ({ id, name: id.toLowerCase(), realName: id }));
  const groups = DEFAULT_GROUPS.map((group) => ({ ...group, users: [...group.users, ...more] }));
  return { people: [...DEFAULT_PEOPLE, ...people], groups };
}

/** The environment of an installation that uses these servers. */
export function settingsFor(around: Surroundings, env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { slack, redis, vitess } = around;
  return {
    ...SETTINGS,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    REDIS_URL: redis.url,
    VTCTLD_ADDRESS: vitess.address,
    ...env,
  };
}

// All processes that have just started share two processors.
const FIRST_READING_WITHIN_MS = 30_000;

/** Waits until the app has read from Slack who is in its groups: before that nobody counts as an operator. */
export async function peopleAreKnown({ slack }: Pick<Surroundings, "slack">): Promise<void> {
  await slack.waitFor(() => slack.calls("usergroups.users.list").some(({ answer }) => answer === "ok"), FIRST_READING_WITHIN_MS);
}

/** Opens both roles of the app in this process, as `src/main.ts` does. */
export async function openHarness({ env = {}, vitess = {}, readWithinMs = 2_000, timing = {} }: HarnessOptions = {}): Promise<Harness> {
  const around = await openSurroundings(vitess);
  const log: string[] = [];
  try {
    const app = await openApp(settingsFor(around, typeof env === "function" ? env(around) : env), log, { read: readWithinMs, timing });
    await peopleAreKnown(around);
    return {
      ...around,
      log,
      watch: (keyspace) => app.watch(keyspace),
      async close() {
        await app.close();
        await around.close();
      },
    };
  } catch (error) {
    await around.close();
    throw error;
  }
}

async function openApp(
  env: Readonly<Record<string, string>>,
  lines: string[],
  { read, timing }: { readonly read: number; readonly timing: Partial<Timing> },
): Promise<{ close(): Promise<void>; watch(keyspace: string): Promise<void> }> {
  const config = readConfig(env);
  const log = openLog(config.logLevel, { write: (line: string) => void lines.push(line) });
  const clusters = config.clusters.map((cluster) => ({ ...cluster, deadlines: { read } }));
  const live = openLiveConfig(config, { ...config, read: () => readConfig(env) });
  const connected = await openConnections(config, live, log);
  // This Slack sets no limits.
  const connections = { ...connected, records: withoutPace(connected.records) };
  const stopping = new AbortController();
  const work = openWork({ ...config, clusters }, connections, log, {
    stopping: stopping.signal,
    installed: live.installed,
    timing: { ...TIMING, ...timing },
  });
  const workers = await openWorkers(connections.forWorkers(), JOBS, work.deps, { logger: log, stalls: STALLS, stopping: stopping.signal });
  const { jobs } = connections;
  const app = await openAppOn(config, live, connections, log);
  await app.start();
  const [first] = clusters;
  return {
    async watch(keyspace) {
      if (first === undefined || !isKeyspace(keyspace)) throw new Error(keyspace);
      await jobs.ask({ job: "watch-keyspace", cluster: first.name, keyspace });
    },
    async close() {
      stopping.abort();
      await app.stop();
      await workers.drain(10_000);
      work.close();
      await connections.close();
    },
  };
}
