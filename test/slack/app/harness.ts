import { Writable } from "node:stream";
import { openLog } from "../../../src/logging.ts";
import type { Logger } from "pino";
import { afterEach } from "vitest";
import type { Move } from "../../../src/core/move/moves.ts";
import { DEFAULT_LIMITS, type Policy } from "../../../src/core/operation/request/policy.ts";
import type { Request } from "../../../src/core/operation/request/requests.ts";
import type { Records } from "../../../src/operations/records.ts";
import { withoutPace } from "../../store/without-pace.ts";
import { openSlackApp, type SlackApp, type SlackAppOptions } from "../../../src/slack/app/open.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import { openPublisher, type PublisherDeps } from "../../../src/slack/outbound/publisher.ts";
import { startPracticeSlack, type PracticeSlack, type PracticeSlackOptions } from "../../../practice/slack/practice-slack.ts";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import { ONE_CLUSTER } from "./clusters.ts";
import { MOVE, MOVE_ID, REQUEST } from "../../store/literals.ts";
import { recordingJobs, type RecordingJobs } from "./recording-jobs.ts";
import { digest } from "../../../src/digest.ts";

export type Transport = "socket" | "http";

/** The app between the practice Slack and a real store. */
export interface Harness {
  readonly slack: PracticeSlack;
  readonly app: SlackApp;
  readonly records: Records;
  readonly jobs: RecordingJobs;
  readonly publisher: PublisherDeps;
  /** Everything that was logged, one JSON line each. */
  readonly log: string[];
  /** The texts that no rule matched, as they were kept for the rule book. */
  readonly unknownTexts: readonly string[];
}

/** Slack allows three seconds, and Tandem's share of them is `WRITE_WITHIN_MS`. How fast a busy machine runs a test decides nothing. */
const ACK_TIMEOUT_MS = 15_000;

export const PEOPLE_OF_HARNESS: Policy = {
  operators: ["U0ANA"],
  approvers: ["U0ANA", "U0BEN", "U0CHO"],
  rule: { people: 2, requesterCounts: false },
  rules: [],
  limits: DEFAULT_LIMITS,
};
/** As a publisher knows it: a group, which is notified once. */
export const DBAS: Policy = { ...PEOPLE_OF_HARNESS, approvers: ["S0DBA"] };

const toClose: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close();
});

export type HarnessOptions = Partial<Pick<SlackAppOptions, "clusters" | "guests" | "readChannels">> & { readonly policy?: Policy };

/** `shared`: another replica's Slack, which that replica closes. */
export async function openHarness(
  records: Records,
  transport: Transport = "socket",
  options: PracticeSlackOptions = {},
  shared?: PracticeSlack,
  { clusters = ONE_CLUSTER, policy = PEOPLE_OF_HARNESS, guests = [], readChannels = () => [] }: HarnessOptions = {},
): Promise<Harness> {
  const slack = shared ?? (await startPracticeSlack({ transport, rateLimits: false, ackTimeoutMs: ACK_TIMEOUT_MS, ...options }));
  if (shared === undefined) toClose.push(() => slack.close());
  const { lines: log, logger } = listeningLog();
  const jobs = recordingJobs();
  const unknownTexts: string[] = [];
  const { botToken, apiUrl } = slack;
  const app = await openSlackApp({
    noteUnknown: (text) => void unknownTexts.push(text),
    transport:
      transport === "socket"
        ? { kind: "socket", appToken: () => slack.appToken }
        : { kind: "http", signingSecret: () => slack.signingSecret, port: 0, host: "127.0.0.1" },
    botToken: () => botToken,
    apiUrl,
    records,
    jobs,
    policy: () => policy,
    clusters,
    guests,
    readChannels,
    log: logger,
  });
  await app.start();
  toClose.push(() => app.stop());
  if (transport === "http") slack.setRequestUrl(`http://127.0.0.1:${app.port() ?? 0}/slack/events`);
  const publisher = openPublisher(
    { botToken: () => botToken, apiUrl },
    { records: withoutPace(records), policy: () => DBAS, digest, log: logger, alarmsOf: () => undefined },
  );
  return { slack, app, records, jobs, publisher, log, unknownTexts };
}

/** A logger at its lowest level, and what it wrote. */
export function listeningLog(): { readonly lines: string[]; readonly logger: Logger } {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { lines, logger: openLog("trace", sink) };
}

/** A request by Ana that is open for another hour, without votes. */
export function openRequest(change: Partial<Request> = {}): Request {
  const now = Date.now();
  return { ...REQUEST, askedAt: now, approveBy: now + 3_600_000, votes: [], ...change };
}

/** Opens a request of a move that is in the store, with its place in the thread. */
export async function opened(records: Records, request = openRequest()): Promise<void> {
  const entries = [{ body: { kind: "requested", requestId: request.id }, key: `requested:${request.id}` }] as const;
  await records.commit(MOVE_ID, () => ({ request, entries, result: undefined }));
}

/** Puts a move and its request into the store and into Slack; returns the request's message. */
export async function askInSlack(
  { slack, records, publisher }: Harness,
  request = openRequest(),
  move: Move = MOVE,
): Promise<SlackMessage> {
  await records.moves.create(MOVE_ID, move);
  await opened(records, request);
  await publishThread(publisher, MOVE_ID);
  const [card] = slack.messages(move.channel);
  const message = slack.thread(move.channel, card?.ts ?? "").at(-1);
  if (message === undefined) throw new Error("the request is not in Slack");
  return message;
}

/** What this person was told privately, newest last. */
export function toldTo(slack: PracticeSlack, person: string): readonly string[] {
  return slack.ephemerals(person).map(({ text }) => text);
}
