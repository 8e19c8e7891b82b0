import {
  DEFAULT_BOT,
  DEFAULT_CHANNELS,
  DEFAULT_GROUPS,
  DEFAULT_PEOPLE,
  DEFAULT_SCOPES,
  type ChannelSeed,
  type Person,
  type UserGroup,
} from "./workspace/cast.ts";
import { createDelivery } from "./delivery/deliver.ts";
import { createSignedHttp } from "./delivery/signed-http.ts";
import { createSocketMode, type DisconnectReason } from "./delivery/socket-mode.ts";
import type { Ack } from "./delivery/transport.ts";
import { createFaults, type Faults } from "./workspace/faults.ts";
import { listChannelMessages, listThreadMessages } from "./workspace/messages.ts";
import { listModals } from "./workspace/modals.ts";
import type { Guide, GuideHolder } from "./page/guide.ts";
import { servePage } from "./page/serve.ts";
import { runCommand, type CommandInput } from "./people/command.ts";
import { mention, openHome, say, touch, writeDirect, type SayInput, type TouchInput } from "./people/events.ts";
import { closeView, submitView, type SubmitInput, type SubmitResult } from "./people/modal.ts";
import { click, selectOption, type ClickInput, type SelectInput } from "./people/press.ts";
import type { Harness, Shortcut } from "./people/harness.ts";
import { runShortcut, type ShortcutInput } from "./people/shortcut.ts";
import { suggest, type SuggestInput, type Suggestions } from "./people/suggest.ts";
import { createRateLimits } from "./workspace/rate-limits.ts";
import { createResponseUrls } from "./workspace/response-urls.ts";
import { listen } from "./server.ts";
import { createTriggers } from "./workspace/triggers.ts";
import { waitFor, type Found } from "./workspace/wait-for.ts";
import {
  createWorkspace,
  setGroupUsers,
  type ApiCall,
  type Ephemeral,
  type SlackMessage,
  type StoredFile,
  type View,
} from "./workspace/workspace.ts";

export interface PracticeSlackOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** How the app is connected; default `socket`. With `http`, call `setRequestUrl` once the app listens. */
  readonly transport?: "socket" | "http";
  readonly people?: readonly Person[];
  /** The id of its Enterprise Grid. */
  readonly enterprise?: string;
  readonly groups?: readonly UserGroup[];
  readonly channels?: readonly ChannelSeed[];
  readonly bot?: Person;
  /** Scopes granted to the bot token. */
  readonly scopes?: readonly string[];
  readonly commands?: readonly string[];
  readonly shortcuts?: readonly Shortcut[];
  readonly botToken?: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
  /** Default true, with Slack's numbers. */
  readonly rateLimits?: boolean;
  /** Slack waits three seconds. */
  readonly ackTimeoutMs?: number;
  /** Slack's delays: at once, after a minute, after five. */
  readonly eventRetryDelaysMs?: readonly number[];
  /** The clock for timestamps, triggers, response_urls, rate limits and signatures; timeouts run on real time. */
  readonly now?: () => Date;
}

export interface PracticeSlack {
  /** For `clientOptions.slackApiUrl` and `SLACK_API_URL`. */
  readonly apiUrl: string;
  readonly pageUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly faults: Faults;
  readonly sockets: {
    count(): number;
    disconnect(reason: DisconnectReason): void;
    drop(): void;
  };
  setRequestUrl(url: string): void;
  /** From now on the app's other tokens and its other signing secret are invalid. */
  rotateSecrets(secrets: { readonly botToken?: string; readonly appToken?: string; readonly signingSecret?: string }): void;
  setRateLimits(on: boolean): void;
  /** From now on the workspace knows none of these kinds of blocks. */
  setRefusedBlocks(kinds: readonly string[]): void;
  /** From now on exactly these people are in the group. */
  setGroupUsers(group: string, users: readonly string[]): void;

  /** Shows this beside the channel; `choose` gets what somebody chose in it, and may answer with a notice. */
  showGuide(guide: Guide, choose: GuideHolder["choose"]): void;

  runCommand(input: CommandInput): Promise<Ack>;
  click(input: ClickInput): Promise<Ack>;
  selectOption(input: SelectInput): Promise<Ack>;
  submitView(input: SubmitInput): Promise<SubmitResult>;
  closeView(input: { readonly user: string; readonly viewId?: string; readonly clear?: boolean }): Promise<Ack | undefined>;
  suggest(input: SuggestInput): Promise<Suggestions>;
  openHome(user: string): Promise<Ack>;
  mention(input: SayInput): Promise<Ack>;
  writeDirect(user: string, text: string): Promise<Ack>;
  runShortcut(input: ShortcutInput): Promise<Ack>;
  say(input: SayInput): SlackMessage;
  touch(input: TouchInput): Promise<Ack>;

  messages(channel: string): readonly SlackMessage[];
  thread(channel: string, ts: string): readonly SlackMessage[];
  ephemerals(user: string, channel?: string): readonly Ephemeral[];
  /** The private words that came to just the slash command which this acknowledges. */
  answers(ack: Ack): readonly Ephemeral[];
  views(user: string): readonly View[];
  home(user: string): View | undefined;
  files(): readonly StoredFile[];
  calls(method?: string): readonly ApiCall[];
  /** Checks after every change; resolves with the first value that is not false, null or undefined. Rejects after `timeoutMs` (5 s). */
  waitFor<T>(look: () => T, timeoutMs?: number): Promise<Found<T>>;
  close(): Promise<void>;
}

/** Starts a practice Slack on this machine: Web API, both transports, the people, and the page on which to play them. */
export async function startPracticeSlack(options: PracticeSlackOptions = {}): Promise<PracticeSlack> {
  const {
    botToken = "xoxb-practice-bot",
    appToken = "xapp-practice-app",
    signingSecret = "practice-signing-secret",
    ackTimeoutMs = 3000,
    now = () => new Date(),
  } = options;
  refuseRealToken(botToken, "xoxb-practice-");
  refuseRealToken(appToken, "xapp-practice-");

  const workspace = createWorkspace({
    people: options.people ?? DEFAULT_PEOPLE,
    groups: options.groups ?? DEFAULT_GROUPS,
    channels: options.channels ?? DEFAULT_CHANNELS,
    bot: options.bot ?? DEFAULT_BOT,
    ...(options.enterprise === undefined ? {} : { enterprise: options.enterprise }),
    scopes: options.scopes ?? DEFAULT_SCOPES,
    now,
  });
  const faults = createFaults();
  const triggers = createTriggers(now);
  const rateLimits = createRateLimits(now, options.rateLimits ?? true);
  const socketMode = createSocketMode({ ackTimeoutMs, changed: () => workspace.changed() });
  const secrets = { bot: botToken, app: appToken, signing: signingSecret };
  const signedHttp = createSignedHttp({ signingSecret: () => secrets.signing, ackTimeoutMs, now });
  const transport = options.transport === "http" ? signedHttp : socketMode;
  const delivery = createDelivery({
    transport,
    faults,
    ackTimeoutMs,
    eventRetryDelaysMs: options.eventRetryDelaysMs ?? [0, 60_000, 300_000],
  });

  const server = await listen(options.port ?? 0);
  const { baseUrl } = server;
  const responseUrls = createResponseUrls(workspace, baseUrl);
  const { commands = ["/movetables"], shortcuts = [{ name: "Actions of this move", callbackId: "move:actions" }] } = options;
  const harness: Harness = { workspace, triggers, responseUrls, delivery, commands, shortcuts, commandOf: new WeakMap() };
  const context = { workspace, triggers, baseUrl, openConnection: () => `${baseUrl.replace("http:", "ws:")}${socketMode.issuePath()}` };
  const guiding: GuideHolder = { choose: () => ({}) };
  const page = servePage(harness, guiding);
  server.serve({
    webApi: { context, tokens: secrets, rateLimits, faults },
    responseUrls,
    socketMode,
    workspace,
    page: (url, request, response) => page.answer(url, request, response),
  });

  return {
    apiUrl: `${baseUrl}/api/`,
    pageUrl: `${baseUrl}/`,
    botToken,
    appToken,
    signingSecret,
    faults,
    sockets: {
      count: () => socketMode.connectionCount(),
      disconnect: (reason) => socketMode.disconnect(reason),
      drop: () => socketMode.drop(),
    },
    setRequestUrl: (url) => signedHttp.setRequestUrl(url),
    rotateSecrets(given) {
      const { bot, app, signing } = secrets;
      Object.assign(secrets, { bot: given.botToken ?? bot, app: given.appToken ?? app, signing: given.signingSecret ?? signing });
    },
    setRateLimits: (on) => rateLimits.enable(on),
    setRefusedBlocks(kinds) {
      workspace.refusedBlocks = new Set(kinds);
    },
    setGroupUsers: (group, users) => setGroupUsers(workspace, group, users),
    showGuide(guide, choose) {
      Object.assign(guiding, { guide, choose });
      workspace.changed();
    },
    runCommand: (input) => runCommand(harness, input),
    click: (input) => click(harness, input),
    selectOption: (input) => selectOption(harness, input),
    submitView: (input) => submitView(harness, input),
    closeView: (input) => closeView(harness, input),
    suggest: (input) => suggest(harness, input),
    openHome: (user) => openHome(harness, user),
    mention: (input) => mention(harness, input),
    writeDirect: (user, text) => writeDirect(harness, user, text),
    runShortcut: (input) => runShortcut(harness, input),
    say: (input) => say(harness, input),
    touch: (input) => touch(harness, input),
    messages: (channel) => listChannelMessages(workspace, channel),
    thread: (channel, ts) => listThreadMessages(workspace, channel, ts),
    ephemerals: (user, channel) =>
      workspace.ephemerals.filter((entry) => entry.viewer === user && (channel === undefined || entry.channel === channel)),
    answers: (ack) => {
      const acknowledged = harness.commandOf.get(ack);
      return workspace.ephemerals.filter(({ command }) => command !== undefined && command === acknowledged);
    },
    views: (user) => listModals(workspace, user),
    home: (user) => workspace.homes.get(user),
    files: () => [...workspace.files.values()],
    calls: (method) => workspace.calls.filter((call) => method === undefined || call.method === method),
    waitFor: (look, timeoutMs) => waitFor(workspace, look, timeoutMs),
    async close() {
      delivery.close();
      page.close();
      await socketMode.close();
      await server.close();
    },
  };
}

function refuseRealToken(token: string, prefix: string): void {
  if (!token.startsWith(prefix))
    throw new Error(`the practice Slack takes only tokens that begin with ${prefix}, so that no real one is ever used with it`);
}
