import { App } from "@slack/bolt";
import type { Logger } from "pino";
import { openSlackClient, toSlackClientOptions } from "../web-api/clients.ts";
import { rememberRefusedBlocks } from "../web-api/refused-blocks.ts";
import { callSlack } from "../web-api/faults.ts";
import { toHouse } from "../web-api/house.ts";
import { createSlackLog } from "../web-api/slack-log.ts";
import { createAdmit } from "./listener/admit.ts";
import type { ListenerDeps } from "./listener/deps.ts";
import { openHttp } from "./transport/http.ts";
import type { InFlight } from "./in-flight.ts";
import { openInsiders } from "./listener/insiders.ts";
import { listen } from "./listen.ts";
import { createRememberedMoves } from "./remembered/moves.ts";
import { createRememberedNames } from "./remembered/names.ts";
import { withRememberedMembers } from "./remembered/members.ts";
import { openSocket } from "./transport/socket.ts";
import type { SlackTransport, TransportOptions } from "./transport/transport.ts";

export interface SlackAppOptions extends ListenerDeps {
  readonly transport: TransportOptions;
  /** The token of the moment, which may be rotated. */
  readonly botToken: () => string;
  /** Only for a practice Slack or a proxy. */
  readonly apiUrl?: string;
  /** Workspaces, organisations and people that may use Tandem although they do not belong to this workspace. */
  readonly guests?: readonly string[];
  /** Whether `GET /readyz` says that the app is ready. Default: always. */
  readonly isReady?: () => boolean;
  /** Channels where everybody may read, whoever they are. */
  readonly readChannels?: () => readonly string[];
}

/** Tandem's side of the conversation: acknowledges, writes, enqueues. */
export interface SlackApp {
  /** Resolves when Slack can reach the app. Throws a Fault that says what to look at. */
  start(): Promise<void>;
  /** Accepts nothing new, waits for running work, and closes. Takes a few seconds at most. */
  stop(): Promise<void>;
  health(): { readonly connected: boolean; readonly inFlight: number };
  /** The deliveries being answered now, and since when. */
  underWay(): ReturnType<InFlight["list"]>;
  /** The port that HTTP listens on; undefined with Socket Mode. */
  port(): number | undefined;
}

// Slack accepts a trigger for three seconds and refuses a later modal anyway.
const MODAL_TIMEOUT_MS = 2_500;

// Everything acknowledged is in the records already; waiting only saves the sweep some work.
const SETTLE_WITHIN_MS = 5_000;

/** Asks Slack who the bot is, which also proves the token, and builds the app. Nothing arrives before `start`. */
export async function openSlackApp(options: SlackAppOptions): Promise<SlackApp> {
  const { log, botToken } = options;
  const access = { botToken, ...(options.apiUrl === undefined ? {} : { apiUrl: options.apiUrl }) };
  const client = openSlackClient(access, log, MODAL_TIMEOUT_MS);
  const bot = await callSlack("auth.test", () => client.auth.test());
  const transport = openTransport(options, log);
  const app = new App({
    receiver: transport.receiver,
    authorize: () => Promise.resolve(createAuthorization(botToken(), bot)),
    clientOptions: toSlackClientOptions({ ...access, token: botToken }, log, MODAL_TIMEOUT_MS),
    logger: createSlackLog(log),
    // Bolt's store keeps conversations in memory and looks one up at every delivery; Tandem has its own records.
    convoStore: false,
  });
  app.error(async (error) => log.error({ err: error }, "A listener failed"));
  const { jobs } = options;
  const records = withRememberedMembers(options.records);
  const { policy, clusters, noteUnknown } = options;
  const names = createRememberedNames({ records, jobs, log });
  const insiders = openInsiders({ client, log, house: toHouse(bot, options.guests) });
  const { readChannels = () => [] } = options;
  const admit = createAdmit({ insiders, hosts: () => policy(clusters.defaultCluster).operators, readChannels });
  const [moveOf, refused] = [createRememberedMoves(records), rememberRefusedBlocks(records, log)];
  const listening = { admit, records, jobs, policy, clusters, noteUnknown, names, moveOf, log, client, refused };
  const running = listen(app, listening, bot.user_id ?? "");

  let stopped: Promise<void> | undefined;
  async function stop(): Promise<void> {
    try {
      await transport.stop();
    } finally {
      await running.settled(SETTLE_WITHIN_MS);
    }
  }

  return {
    start: () => transport.start(),
    stop: () => (stopped ??= stop()),
    health: () => ({ connected: transport.isConnected(), inFlight: running.list().length }),
    underWay: () => running.list(),
    port: () => transport.port(),
  };
}

interface Bot {
  readonly bot_id?: string;
  readonly user_id?: string;
  readonly team_id?: string;
  readonly enterprise_id?: string;
}

function openTransport({ transport, apiUrl, isReady = () => true }: SlackAppOptions, log: Logger): SlackTransport {
  if (transport.kind === "http") return openHttp(transport, log, isReady);
  return openSocket({ appToken: transport.appToken, ...(apiUrl === undefined ? {} : { apiUrl }) }, log);
}

function createAuthorization(botToken: string, bot: Bot) {
  return {
    botToken,
    ...(bot.bot_id === undefined ? {} : { botId: bot.bot_id }),
    ...(bot.user_id === undefined ? {} : { botUserId: bot.user_id }),
    ...(bot.team_id === undefined ? {} : { teamId: bot.team_id }),
  };
}
