import type { MoveId } from "../../core/vitess/names.ts";
import { type ChannelId, toChannelId, type RequestId } from "../../core/people/people.ts";
import type { Entry } from "../../core/announce/entries.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { readFreezeOnRequest } from "../../operations/policy/freezes.ts";
import { readRoster } from "../../operations/people/roster.ts";
import { buildContext } from "../blocks/build.ts";
import { callSlack, isClosedChannel, isMessageGone } from "../web-api/faults.ts";
import { PAST_MESSAGE_KEPT_MS } from "./past-message.ts";
import { chooseDecisionLane, type PublisherDeps } from "./publisher.ts";
import { drawRequest, FINAL, toRequestKey, describeRequestState } from "./request-post.ts";
import { type Sendable, update, withBlocksIfTaken } from "../web-api/send.ts";
import { uploadOnce } from "./upload.ts";

/** How a request reached people outside its channel. `people`: how many approvers got it as a direct message. */
export interface Elsewhere {
  readonly request: Request;
  readonly channel?: ChannelId;
  readonly people: number;
  /** The number of approvers; absent if nobody counted them. */
  readonly of?: number;
}

interface Copy {
  readonly channel: string;
  readonly ts: string;
}

// Tandem has to keep each of these messages up to date; other approvers have their Home tab.
const MOST_PEOPLE = 20;

/**
 * Takes the open requests among these lines to their approvers when the channel accepts no post: to the cluster's operators' channel, else
 * to each approver as a direct message, with the buttons. Each once, although a crash may send one twice. Returns how each got there.
 */
export async function postRequestElsewhere(deps: PublisherDeps, waiting: readonly Entry[]): Promise<readonly Elsewhere[]> {
  const ways: Elsewhere[] = [];
  for (const { body } of waiting) {
    if (body.kind !== "requested") continue;
    const request = await deps.records.requests.get(body.requestId);
    if (request?.state.kind !== "open" || (await deps.records.message(toRequestKey(request.id))) !== undefined) continue;
    ways.push(await bringRequest(deps, request));
  }
  return ways;
}

/** Updates these copies of a move's requests from the records. */
export async function refreshElsewhere(deps: PublisherDeps, moveId: MoveId): Promise<void> {
  const { records } = deps;
  for (const { body } of await records.entries(moveId, 0)) {
    if (body.kind !== "requested") continue;
    const kept = await records.message(copyKey(body.requestId));
    const request = kept === undefined || kept.shows.startsWith(FINAL) ? undefined : await records.requests.get(body.requestId);
    if (kept === undefined || request === undefined) continue;
    const execution = await records.executions.get(request.id);
    const state = describeRequestState(request, execution, await readFreezeOnRequest(deps, request));
    const { shown, copies } = readCopies(kept.shows);
    if (shown === state) continue;
    const { file: _below, ...message } = await drawRequest(deps, request, execution, { mention: false, elsewhere: true });
    for (const copy of copies) {
      try {
        await update(chooseDecisionLane(deps), copy, message);
      } catch (error) {
        if (!isMessageGone(error) && !isClosedChannel(error)) throw error;
      }
    }
    await saveCopies(deps, request, state, copies);
  }
}

async function bringRequest(deps: PublisherDeps, request: Request): Promise<Elsewhere> {
  const kept = await deps.records.message(copyKey(request.id));
  const earlier = kept === undefined ? [] : readCopies(kept.shows).copies;
  const operators = deps.alarmsOf(request.move.cluster);
  const approvers = await readApprovers(deps, request);
  const all = { operators, of: approvers.length };
  if (earlier.length > 0) return chooseWay(request, earlier, all);
  const copies: Copy[] = [];
  if (operators !== undefined && operators !== request.channel) await postCopy(deps, request, operators, copies);
  if (copies.length === 0) {
    for (const person of approvers.slice(0, MOST_PEOPLE)) await postCopy(deps, request, person, copies);
  }
  return chooseWay(request, copies, all);
}

function chooseWay(
  request: Request,
  copies: readonly Copy[],
  { operators, of }: { readonly operators: ChannelId | undefined; readonly of: number },
): Elsewhere {
  const there = copies.find(({ channel }) => channel === operators);
  return there === undefined
    ? { request, people: copies.length, of }
    : { request, channel: toChannelId(there.channel), people: copies.length - 1 };
}

async function readApprovers({ records, policy }: PublisherDeps, { move, askedBy, rule }: Request): Promise<readonly string[]> {
  const { people } = await readRoster(records, policy(move.cluster).approvers);
  return [...people].filter((person) => rule.requesterCounts || person !== askedBy);
}

/** Posts one copy and records it; leaves out one that Slack refuses. */
async function postCopy(deps: PublisherDeps, request: Request, to: string, copies: Copy[]): Promise<void> {
  const { log } = deps;
  const isPerson = to !== deps.alarmsOf(request.move.cluster);
  const freeze = await readFreezeOnRequest(deps, request);
  const { file, text, blocks } = await drawRequest(deps, request, undefined, { mention: !isPerson, elsewhere: true });
  const why = buildContext(`It is here because Slack takes no post of Tandem's in <#${request.channel}>, where it belongs.`);
  try {
    const copy = await sendCopy(deps, to, { text, blocks: [...blocks, why] });
    copies.push(copy);
    await saveCopies(deps, request, describeRequestState(request, undefined, freeze), copies);
    if (file !== undefined)
      await uploadOnce(
        chooseDecisionLane(deps),
        `${copyKey(request.id)}:${to}`,
        { channel: copy.channel, threadTs: copy.ts },
        { ...file, title: file.name },
      );
  } catch (error) {
    if (!isClosedChannel(error)) throw error;
    log.warn({ request: request.id, to, err: error }, "A request could not be brought past a closed channel this way");
  }
}

/** For a direct message Slack returns the channel, and only by that can Tandem edit the message later. */
async function sendCopy({ clients, log, refused }: PublisherDeps, to: string, message: Sendable): Promise<Copy> {
  const { postMessage } = clients.decisions.chat;
  const answer = await withBlocksIfTaken({ log, refused }, message, (content) =>
    callSlack("chat.postMessage", () => postMessage({ channel: to, ...content, unfurl_links: false, unfurl_media: false })),
  );
  return { channel: answer.channel ?? to, ts: answer.ts ?? "" };
}

function copyKey(requestId: RequestId): string {
  return `elsewhere:${requestId}`;
}

/** `shows` holds the state that the copies show, then each copy. */
async function saveCopies({ records }: PublisherDeps, { id, channel }: Request, state: string, copies: readonly Copy[]): Promise<void> {
  const shows = [state, ...copies.map((copy) => `${copy.channel}:${copy.ts}`)].join(" ");
  await records.saveMessage(copyKey(id), { channel, ts: "", shows }, state.startsWith(FINAL) ? PAST_MESSAGE_KEPT_MS : undefined);
}

function readCopies(shows: string): { readonly shown: string; readonly copies: readonly Copy[] } {
  const [shown = "", ...copies] = shows.split(" ");
  return {
    shown,
    copies: copies.map((copy) => {
      const [channel = "", ts = ""] = copy.split(":");
      return { channel, ts };
    }),
  };
}
