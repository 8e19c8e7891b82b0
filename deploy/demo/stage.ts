import { type PrivateRedis, startRedis } from "../../test/standins/redis.ts";
import { type SlackStandin, startSlackStandin } from "../../test/standins/slack/standin.ts";
import { commerceCluster } from "../../test/standins/vtctld/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../test/standins/vtctld/simulator.ts";
import { type Role, startRole } from "./role.ts";

/** Everything of the demo: pretend Slack and Vitess, a private Redis, and both roles of the real app. */
export interface Stage {
  readonly slack: SlackStandin;
  readonly vitess: VtctldSimulator;
  readonly roles: { readonly app: Role; readonly worker: Role };
  close(): Promise<void>;
}

export interface StageOptions {
  readonly copySeconds: number;
  readonly rateLimits: boolean;
}

/** Clocks short enough to see a whole move in a minute; everything else is as in an installation. */
const CLOCKS = { TANDEM_SOAK: "2s", TANDEM_APPROVE_BY: "30m", TANDEM_USE_BY: "15m", TANDEM_ROLLBACK_FOR: "1h" };

/** Starts everything on free loopback ports. What was started is ended again when a later part does not start. */
export async function openStage({ copySeconds, rateLimits }: StageOptions): Promise<Stage> {
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
    const vitess = started(await startVtctldSimulator({ cluster: commerceCluster({ copySeconds, writesPerSecond: 5 }) }));
    const slack = started(await startSlackStandin({ rateLimits }));
    const env = settings(redis, slack, vitess);
    const worker = await startRole("worker", env);
    stops.push(() => worker.stop());
    const app = await startRole("app", env);
    stops.push(() => app.stop());
    return { slack, vitess, roles: { app, worker }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function settings(redis: PrivateRedis, slack: SlackStandin, vitess: VtctldSimulator): Record<string, string> {
  return {
    ...CLOCKS,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_TRANSPORT: "socket",
    REDIS_URL: redis.url,
    VTCTLD_ADDRESS: vitess.address,
    VTCTLD_CLUSTER: "prod",
    TANDEM_OPERATORS: "S0DBA",
    TANDEM_APPROVERS: "S0DBA",
    LOG_LEVEL: "info",
  };
}
