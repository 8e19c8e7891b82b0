import { type PrivateRedis, startRedis } from "../../practice/redis.ts";
import { type PracticeSlack, startPracticeSlack } from "../../practice/slack/practice-slack.ts";
import type { Cluster } from "../../practice/vtctld/cluster/cluster.ts";
import { createCommerceCluster } from "../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../practice/vtctld/simulator.ts";
import type { ChannelSeed } from "../../practice/slack/workspace/cast.ts";
import { type RoleProcess, startRole } from "./role.ts";

/** Everything in the demo except Vitess: practice Slack, a private Redis, and both roles of the real app. */
export interface Harness {
  readonly slack: PracticeSlack;
  readonly redisUrl: string;
  readonly roles: { readonly app: RoleProcess; readonly worker: RoleProcess };
  close(): Promise<void>;
}

/** A {@link Harness} with the practice cluster behind it. */
export interface PracticeHarness extends Harness {
  readonly vitess: VtctldSimulator;
}

export interface HarnessOptions {
  readonly rateLimits: boolean;
  /** The practice Slack's channels; its own by default. */
  readonly channels?: readonly ChannelSeed[];
  /** A free port on which Slack reaches the app over HTTP; without it Socket Mode is used. */
  readonly httpPort?: number;
  /** The port of the practice Slack and its page; a free one by default. */
  readonly pagePort?: number;
  /** What Node runs; the source by default. */
  readonly program?: readonly string[];
  /** One process with both roles, as `npm start` runs it; two processes by default. */
  readonly oneProcess?: boolean;
  /** When to kill a role that was asked to stop: a client that goes away during a switch of a real Vitess leaves it half done. */
  readonly stopWithinMs?: number;
  /** Settings that override those of the demo. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The practice cluster; Vitess 23 by default. */
type Practice = { readonly copySeconds: number; readonly version?: number } | { readonly cluster: Cluster };

/** Clocks short enough to see a whole move in a minute; everything else is as in an installation. */
const CLOCKS = { TANDEM_SOAK: "2s", TANDEM_APPROVE_BY: "30m", TANDEM_USE_BY: "15m", TANDEM_ROLLBACK_FOR: "1h" };

/** Starts everything on free loopback ports. If a later part does not start, ends the parts that did. */
export async function openHarness(options: HarnessOptions & Practice): Promise<PracticeHarness> {
  const cluster = "cluster" in options ? options.cluster : choosePracticeCluster(options);
  const vitess = await startVtctldSimulator({ cluster });
  try {
    const harness = await openHarnessAt({ VTCTLD_ADDRESS: vitess.address }, options);
    return {
      ...harness,
      vitess,
      async close() {
        await harness.close();
        await vitess.close();
      },
    };
  } catch (error) {
    await vitess.close();
    throw error;
  }
}

function choosePracticeCluster({ copySeconds, version }: { readonly copySeconds: number; readonly version?: number }): Cluster {
  return createCommerceCluster({ copySeconds, writesPerSecond: 5, ...(version === undefined ? {} : { version }) });
}

/** The same for a vtctld that already runs, reached with these settings. */
export async function openHarnessAt(vtctld: Readonly<Record<string, string>>, options: HarnessOptions): Promise<Harness> {
  const { rateLimits, httpPort, pagePort: port } = options;
  const stops: (() => Promise<void>)[] = [];
  const started = <T extends { close(): Promise<void> }>(part: T): T => {
    stops.push(() => part.close());
    return part;
  };
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  };
  try {
    const redis = started(await startRedis());
    const slack = started(
      await startPracticeSlack({
        rateLimits,
        transport: httpPort === undefined ? "socket" : "http",
        ...(options.channels === undefined ? {} : { channels: options.channels }),
        ...(port === undefined ? {} : { port }),
      }),
    );
    if (httpPort !== undefined) slack.setRequestUrl(`http://127.0.0.1:${httpPort}/slack/events`);
    const env = { ...composeSettings(redis, slack), ...vtctld, ...chooseTransport(slack, httpPort), ...options.env };
    const worker = await startRole(options.oneProcess === true ? "both" : "worker", env, options);
    stops.push(() => worker.stop());
    const app = options.oneProcess === true ? worker : await startRole("app", env, options);
    if (app !== worker) stops.push(() => app.stop());
    return { slack, redisUrl: redis.url, roles: { app, worker }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function composeSettings(redis: PrivateRedis, slack: PracticeSlack): Record<string, string> {
  return {
    ...CLOCKS,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    REDIS_URL: redis.url,
    VTCTLD_CLUSTER: "prod",
    TANDEM_OPERATORS: "S0DBA",
    TANDEM_APPROVERS: "S0DBA",
    LOG_LEVEL: "info",
  };
}

function chooseTransport(slack: PracticeSlack, httpPort: number | undefined): Record<string, string> {
  return httpPort === undefined
    ? { SLACK_TRANSPORT: "socket", SLACK_APP_TOKEN: slack.appToken }
    : { SLACK_TRANSPORT: "http", SLACK_SIGNING_SECRET: slack.signingSecret, PORT: String(httpPort) };
}
