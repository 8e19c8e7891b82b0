import { sayReadsStay } from "../wording/reads-left.ts";
import type { KnownBlock } from "@slack/types";
import { countApprovals } from "../../core/operation/request/approval.ts";
import type { Execution } from "../../core/operation/execution/executions.ts";
import { qualifyName } from "../../core/vitess/names.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { Outcome } from "../../core/operation/outcome/outcomes.ts";
import type { Limits } from "../../core/operation/request/policy.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { findWaiting } from "../../core/situation/waiting.ts";
import { buildActions, buildContext, buildSections } from "../blocks/build.ts";
import { type AnswerMessage, toNotification, type TextFile } from "../blocks/message.ts";
import { MOVE_BUTTONS } from "../move/buttons.ts";
import { quoteText } from "../text/escape.ts";
import { formatTypedName } from "../text/move-name.ts";
import { formatCounted, formatExact } from "../text/numbers.ts";
import { joinWithAnd } from "../text/lists.ts";
import { mentionPeople, type Names, namePerson } from "../text/people.ts";
import { sayDuration, formatMoment } from "../text/times.ts";
import type { TakesAny } from "../wording/of-kind.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import { sayWaiting } from "../wording/waiting.ts";
import { listFoundLines } from "./found.ts";
import { listFactLines } from "./facts.ts";
import { openButtons } from "./open-buttons.ts";
import { sayRequest } from "./happens.ts";
import { listFile, listTableLines } from "./listed.ts";
import { restoreRequestLines } from "./restore.ts";
import type { ProposalWords } from "./traffic.ts";

export interface RequestFacts {
  readonly now: Instant;
  readonly limits: Limits;
  /** User groups, or people if there is no group. */
  readonly approverGroups: readonly string[];
  /** True only when the message is first posted: an edit notifies nobody. */
  readonly mention?: boolean;
  readonly names?: Names;
  /** Set if the message is outside its thread, which tells the rest of the move. */
  readonly elsewhere?: true;
  /** True on a Home tab, which takes no file but has room for longer lists. */
  readonly whole?: true;
}

type RequestStateOf<K extends Request["state"]["kind"]> = Extract<Request["state"], { kind: K }>;

interface StateMessage {
  readonly title: string;
  readonly lines: readonly (string | undefined)[];
  readonly blocks: readonly KnownBlock[];
  readonly file?: TextFile;
}

type SayState<K extends Request["state"]["kind"]> = (state: RequestStateOf<K>, its: Its) => StateMessage;

interface Its {
  readonly request: Request;
  readonly execution: Execution | undefined;
  readonly facts: RequestFacts;
  readonly words: ProposalWords;
}

const STATE_MESSAGES = {
  open: (_, its) => sayOpen(its),
  approved: (state, its) => drawApproved(state, its),
  used: (state, its) => drawUsed(state, its),
  rejected: ({ by, at, reason }, { request, facts, words }) => ({
    title: `Rejected by ${namePerson(by, facts.names)}: ${words.title}`,
    lines: [`${formatMoment(at, request.askedAt)}: ${quoteText(reason)}`],
    blocks: [buildContext("nothing was changed · next: answer the reason, then ask again")],
  }),
  withdrawn: ({ by, at }, { request, facts, words }) => ({
    title: `Withdrawn by ${namePerson(by, facts.names)}: ${words.title}`,
    lines: [`Withdrawn ${formatMoment(at, request.askedAt)}.`],
    blocks: [buildContext("nothing was changed · next: ask again if it is still wanted")],
  }),
  "called-off": ({ by, at, reason }, { request, facts, words }) => ({
    title: `Called off by ${namePerson(by, facts.names)}: ${words.title}`,
    lines: [`${formatMoment(at, request.askedAt)}: ${quoteText(reason)}`],
    blocks: [buildContext("nothing was changed · next: ask again if it is still wanted")],
  }),
  expired: ({ at }, { request, words }) => ({
    title: `Expired: ${words.title}`,
    lines: [`${sayVoteCount(request)} until ${formatMoment(at, request.askedAt)}, which was too few.`],
    blocks: [buildContext("nothing was changed · next: ask again for a fresh look at the workflow")],
  }),
  changed: ({ at, difference }, { request, words }) => ({
    title: `Closed, the workflow changed: ${words.title}`,
    lines: [`Found ${formatMoment(at, request.askedAt)}:`, ...difference.slice(0, 8).map((one) => `• ${quoteText(one)}`)],
    blocks: [buildContext("nothing was changed by this request · next: look again, then ask again")],
  }),
} as const satisfies { [K in Request["state"]["kind"]]: SayState<K> };

/**
 * Renders a request's one message: what is requested while it is open; afterwards who decided and what came of it. Adds a file for whatever
 * does not fit.
 */
export function renderRequest(request: Request, execution: Execution | undefined, facts: RequestFacts): AnswerMessage {
  const words = sayRequest(request, facts.limits.soakMs);
  const say: TakesAny<Request["state"], [Its], StateMessage> = STATE_MESSAGES[request.state.kind];
  const { title, lines, blocks, file } = say(request.state, { request, execution, facts, words });
  return {
    text: toNotification(title),
    blocks: [...buildSections(`*${title}*`, ...lines), ...blocks],
    ...(file === undefined ? {} : { file }),
  };
}

function sayOpen({ request, facts, words }: Its): StateMessage {
  const { now, limits, names: people, mention = false, approverGroups } = facts;
  const { askedBy, approveBy, useForMs, rule, proposal, move } = request;
  const called = mention ? mentionPeople(approverGroups) : "";
  const place = facts.whole === true ? "home" : "message";
  const found = listFoundLines(request, place, now, people);
  const file = listFile(request, found.isCut);
  const self = rule.requesterCounts ? "" : ` by others than ${namePerson(askedBy, people)}`;
  return {
    title: `${sayPeopleCount(rule.people)} needed: ${words.title}`,
    lines: [
      `${namePerson(askedBy, people)} asks · ${sayVoteCount(request)}${self} · approve by ${formatMoment(approveBy, now)} · then it runs at once, or within ${sayDuration(useForMs)}, or not at all`,
      ...sayVotes(request, facts),
      called === "" ? undefined : `For ${called}`,
      `*What happens*: ${words.happens}`,
      ...restoreRequestLines(request),
      ...listTableLines(request, place),
      ...found.lines,
      ...listFactLines(request, limits.vdiffMaxAgeMs, now),
      `*Can it be undone?* ${words.undo}`,
    ],
    blocks: [...sayNoDryRun(request), ...openButtons(request, nameVerb(proposal), qualifyName(move))],
    ...(file === undefined ? {} : { file }),
  };
}

/** The outcome in one word; the thread's own line about it explains it. */
const OUTCOME_IN_A_WORD = {
  succeeded: "done",
  "already-so": "nothing to do",
  refused: "not done",
  failed: "failed",
  "called-off": "then called off",
  unfinished: "not finished",
  unknown: "outcome not known",
} as const satisfies Record<Outcome["kind"], string>;

function drawApproved({ useBy }: RequestStateOf<"approved">, { request, execution, facts, words }: Its): StateMessage {
  const { now, names: people } = facts;
  const waiting = execution === undefined ? undefined : findWaiting({ execution });
  const line =
    waiting === undefined
      ? `Not begun yet. Use by ${formatMoment(useBy, now)}, else it changes nothing.`
      : sayWaiting(waiting, now, people);
  const { callOff, rollBackReads } = MOVE_BUTTONS;
  const isCalling = waiting?.kind === "call" || waiting?.kind === "look";
  return {
    title: `Approved${waiting?.kind === "hold" ? ", held" : ""}: ${words.title}`,
    lines: [sayApprovedBy(request, people), line],
    blocks: isCalling ? [] : buildActions(callOff(request.move), waiting?.kind === "soak" && rollBackReads(request.move)),
  };
}

/** The thread announces the outcome in a line of its own. An override has no execution: its last vote grants it. */
function drawUsed({ at }: RequestStateOf<"used">, { request, execution, facts, words }: Its): StateMessage {
  const outcome = execution?.state.kind === "ended" ? execution.state.outcome : undefined;
  const rest =
    facts.elsewhere === true
      ? `next: \`/movetables status ${formatTypedName(request.move)}\` tells what came of it`
      : "what came of it, and the next step, stand further down";
  return {
    title: `Approved, ${outcome === undefined ? "granted" : OUTCOME_IN_A_WORD[outcome.kind]}: ${words.title}`,
    lines: [sayApprovedBy(request, facts.names), ...(outcome?.kind === "called-off" ? sayCalledOff(outcome, request, facts.names) : [])],
    blocks: [buildContext(`ended ${formatMoment(outcome?.at ?? at, request.askedAt)} · ${rest}`)],
  };
}

/** Calling off an execution that has begun leaves what is done, so the message never suggests that nothing was changed. */
function sayCalledOff(
  { by, at, reason, readsSwitched }: Extract<Outcome, { kind: "called-off" }>,
  { askedAt, move }: Request,
  people: Names | undefined,
): readonly string[] {
  return [
    `${namePerson(by, people)} called it off ${formatMoment(at, askedAt)}: ${quoteText(reason)}`,
    readsSwitched === true ? sayReadsStay(move) : "Nothing was changed by it.",
  ];
}

function sayApprovedBy({ votes: cast, askedAt, askedBy }: Request, people: Names | undefined): string {
  const by = cast
    .filter((vote) => vote.kind === "approve" && vote.held !== true)
    .map((vote) => `${namePerson(vote.by, people)} ${formatMoment(vote.at, askedAt)}`);
  return `Approved by ${joinWithAnd(by)}; ${namePerson(askedBy, people)} asked.`;
}

function sayVotes({ votes: cast, askedAt }: Request, { names: people }: RequestFacts): readonly string[] {
  return cast.slice(0, 10).map(({ by, at, kind, held }) => {
    const did = `${namePerson(by, people)} ${kind === "approve" ? "approved" : "rejected"} ${formatMoment(at, askedAt)}`;
    return held === true ? `${did}: kept, not counted yet, because who is in the approvers' groups is not known.` : `${did}.`;
  });
}

function sayVoteCount({ votes: cast, rule }: Request): string {
  return `${formatExact(countApprovals(cast))} of ${formatCounted(rule.people, "approval")}`;
}

function sayNoDryRun({ shown, proposal }: Request): readonly KnownBlock[] {
  // A restore shows the difference in place of a dry run.
  return shown.dryRun.length > 0 || proposal.kind !== "workflow"
    ? []
    : [buildContext(`no dry run: Vitess has none for ${VERB_WORDS[nameVerb(proposal)].vitess}, or it was not asked`)];
}

function sayPeopleCount(count: number): string {
  const word = ["Nobody", "One person", "Two people", "Three people", "Four people"][count];
  return word ?? `${formatExact(count)} people`;
}
