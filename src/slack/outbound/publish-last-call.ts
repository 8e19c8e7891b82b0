import { type PersonId, type RequestId, toChannelId } from "../../core/people/people.ts";
import { readQuietHours } from "../../core/operation/request/quiet-hours.ts";
import { mayDecide } from "../../core/operation/request/reminders.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { readRoster } from "../../operations/people/roster.ts";
import { renderLastCall } from "../request/last-call.ts";
import { RateLimited, SlackRefused } from "../web-api/faults.ts";
import { answerPrivately } from "../web-api/private-answer.ts";
import type { Sendable } from "../web-api/send.ts";
import { chooseDecisionLane, type PublisherDeps } from "./publisher.ts";
import { toRequestKey } from "./request-post.ts";
import { runWhenFree } from "./when-free.ts";

// A group of approvers may be a whole department; beyond this many a reminder is noise, and the thread has called the group already.
const MOST_LAST_CALLS = 20;

/** Groups are read once a minute. */
const UNREAD_AGAIN_MS = 60_000;

/**
 * Sends each approver who may still decide an open request one direct message, at most once whatever happens: the intent is recorded before
 * the call, and a message whose fate is unknown is not sent again. Returns in how many milliseconds to try again, if quiet hours or a
 * group of approvers that cannot be read delay it. Throws {@link RateLimited} when the lane's budget is spent; the next run goes on with the people who are left.
 */
export async function publishLastCall(deps: PublisherDeps, requestId: RequestId): Promise<number | undefined> {
  return runWhenFree(deps, `last-call:${requestId}`, { what: `the last call for ${requestId}` }, async () => {
    const { records } = deps;
    if ((await records.message(toLastCallKey(requestId))) !== undefined) return undefined;
    const [request, now] = await Promise.all([records.requests.get(requestId), records.now()]);
    if (request?.state.kind !== "open" || now >= request.approveBy) return undefined;
    const quiet = findQuiet(deps, request, now);
    if (quiet !== undefined) return quiet - now;
    const { people, unread } = await readRoster(records, deps.policy(request.move.cluster).approvers);
    const called = [...people].filter((person) => mayDecide(request, person)).slice(0, MOST_LAST_CALLS);
    const message = await drawLastCall(deps, request, now);
    for (const person of called) await callOnce(deps, request, person, { message, keepMs: keepPast(request, now) });
    if (unread.length > 0) return UNREAD_AGAIN_MS;
    await records.saveMessage(toLastCallKey(requestId), { channel: request.channel, ts: "", shows: "sent" }, keepPast(request, now));
    return undefined;
  });
}

/** When the quiet hours of this moment end; undefined outside them. */
function findQuiet({ policy }: PublisherDeps, { move }: Request, now: Instant): Instant | undefined {
  const { quietHours } = policy(move.cluster);
  const quiet = quietHours === undefined ? undefined : readQuietHours(quietHours, now);
  return quiet?.isQuiet === true ? quiet.changesAt : undefined;
}

async function drawLastCall({ records, names, links }: PublisherDeps, request: Request, now: Instant): Promise<Sendable> {
  const sent = await records.message(toRequestKey(request.id));
  const url = sent === undefined ? undefined : await links.of(sent);
  return renderLastCall(request, { now, names: await names.of([request.askedBy]), ...(url === undefined ? {} : { url }) });
}

async function callOnce(
  deps: PublisherDeps,
  { id }: Request,
  person: PersonId,
  { message, keepMs }: { readonly message: Sendable; readonly keepMs: number },
): Promise<void> {
  const key = `${toLastCallKey(id)}:${person}`;
  if ((await deps.records.message(key)) !== undefined) return;
  await deps.records.saveMessage(key, { channel: toChannelId(person), ts: "", shows: "called" }, keepMs);
  try {
    await answerPrivately(chooseDecisionLane(deps), { by: person }, message);
  } catch (error) {
    // Nothing was sent, so the next run may.
    if (error instanceof RateLimited) await deps.records.forgetMessage(key);
    if (!(error instanceof SlackRefused)) throw error;
    deps.log.warn({ request: id, to: person, err: error }, "An approver could not be reminded of a request");
  }
}

/** While the request is open the sweep asks for its last call again and again; the day is to spare. */
function keepPast({ approveBy }: Request, now: Instant): number {
  return approveBy - now + 24 * 60 * 60_000;
}

function toLastCallKey(requestId: RequestId): string {
  return `last-call:${requestId}`;
}
