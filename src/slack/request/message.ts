import { sayReadsStay } from "../wording/reads-left.ts";
import type { Block } from "../blocks/block.ts";
import { countApprovals } from "../../core/operation/request/approval.ts";
import type { Execution } from "../../core/operation/execution/executions.ts";
import { qualifyName } from "../../core/vitess/names.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { FreezeNow } from "../../core/operation/freeze/freezes.ts";
import type { Outcome } from "../../core/operation/outcome/outcomes.ts";
import type { Limits } from "../../core/operation/request/policy.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { listPresses, type Reader } from "../../core/operation/request/presses.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { findWaiting } from "../../core/situation/waiting.ts";
import { buildContext, buildFields, buildSections } from "../blocks/build.ts";
import { type AnswerMessage, toNotification, type TextFile } from "../blocks/message.ts";
import { quoteText } from "../text/escape.ts";
import { formatTypedName } from "../text/move-name.ts";
import { formatCounted, formatExact } from "../text/numbers.ts";
import { joinWithAnd } from "../text/lists.ts";
import { mentionPeople, type Names, namePerson } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import type { TakesAny } from "../wording/of-kind.ts";
import { sayOpenButFrozen } from "../wording/freezes.ts";
import { sayNext } from "../wording/next-line.ts";
import { sayWaiting, titleWaiting } from "../wording/waiting.ts";
import { listFoundLines } from "./found.ts";
import { listFactLines } from "./facts.ts";
import { drawPlan } from "./plan.ts";
import { approvedButtons, openButtons } from "./buttons.ts";
import { sayWhenItBegins } from "./begins.ts";
import { sayNoDryRun } from "./dry-run.ts";
import { sayRequest } from "./happens.ts";
import { listFile, listTableLines } from "./listed.ts";
import { sayPolicyLines } from "./seats.ts";
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
  /** What is requested is frozen now. */
  readonly freeze?: FreezeNow;
  /** Set if the message is outside its thread, which tells the rest of the move. */
  readonly elsewhere?: true;
  /** True in a modal, which takes no file but has room for longer lists. */
  readonly whole?: true;
  /** Who alone reads it; a message has many readers. */
  readonly reader?: Reader;
}

type RequestStateOf<K extends Request["state"]["kind"]> = Extract<Request["state"], { kind: K }>;

interface StateMessage {
  readonly title: string;
  readonly lines: readonly (string | undefined)[];
  readonly blocks: readonly Block[];
  readonly file?: TextFile;
}

type SayState<K extends Request["state"]["kind"]> = (state: RequestStateOf<K>, its: Its) => StateMessage;

interface Its {
  readonly request: Request;
  readonly execution: Execution | undefined;
  readonly facts: RequestFacts;
  readonly words: ProposalWords;
}

const UNCHANGED = "Nothing was changed.";

const STATE_MESSAGES = {
  open: (_, its) => sayOpen(its),
  approved: (state, its) => drawApproved(state, its),
  used: (state, its) => drawUsed(state, its),
  rejected: ({ by, at, reason }, { request, facts, words }) => ({
    title: `Rejected by ${namePerson(by, facts.names)}: ${words.title}`,
    lines: [
      `${namePerson(by, facts.names)} rejected it ${formatMoment(at, request.askedAt)}: ${quoteText(reason)} ${UNCHANGED}`,
      sayNext("answer the reason, then request it again"),
    ],
    blocks: [],
  }),
  withdrawn: ({ by, at }, { request, facts, words }) => ({
    title: `Withdrawn by ${namePerson(by, facts.names)}: ${words.title}`,
    lines: [`Withdrawn ${formatMoment(at, request.askedAt)}. ${UNCHANGED}`, sayNext(ONCE_MORE)],
    blocks: [],
  }),
  "called-off": ({ by, at, reason }, { request, facts, words }) => ({
    title: `Called off by ${namePerson(by, facts.names)}: ${words.title}`,
    lines: [`Called off ${formatMoment(at, request.askedAt)}: ${quoteText(reason)} ${UNCHANGED}`, sayNext(ONCE_MORE)],
    blocks: [],
  }),
  expired: ({ at }, { request, words }) => ({
    title: `Expired: ${words.title}`,
    lines: [
      `${sayVoteCount(request)} by ${formatMoment(at, request.askedAt)}: too few. ${UNCHANGED}`,
      sayNext("request it again, for a fresh look at the workflow"),
    ],
    blocks: [],
  }),
  changed: ({ at, difference }, { request, words }) => ({
    title: `Request closed, the workflow changed: ${words.title}`,
    lines: [
      `Found ${formatMoment(at, request.askedAt)}:`,
      ...difference.slice(0, 8).map((one) => `• ${quoteText(one)}`),
      "Nothing was changed by this request.",
      sayNext("look again, then request it again"),
    ],
    blocks: [],
  }),
} as const satisfies { [K in Request["state"]["kind"]]: SayState<K> };

const ONCE_MORE = "request it again if it is still wanted";

/**
 * Renders a request's one message: what is requested while it is open; afterwards who decided and what came of it. Adds a file for whatever
 * does not fit.
 */
export function renderRequest(request: Request, execution: Execution | undefined, facts: RequestFacts): AnswerMessage {
  const words = sayRequest(request, facts.limits.soakMs);
  const say: TakesAny<Request["state"], [Its], StateMessage> = STATE_MESSAGES[request.state.kind];
  const { title, lines, blocks, file } = say(request.state, { request, execution, facts, words });
  const first = `${title} · ${words.subject}`;
  return {
    text: toNotification(first),
    blocks: [...buildSections(`*${first}*`, ...lines), ...blocks],
    ...(file === undefined ? {} : { file }),
  };
}

function sayOpen({ request, facts, words }: Its): StateMessage {
  const { now, limits, names: people, mention = false, approverGroups } = facts;
  const { askedBy, approveBy, rule, proposal, move } = request;
  const called = mention ? mentionPeople(approverGroups) : "";
  const place = facts.whole === true ? "modal" : "message";
  const found = listFoundLines(request, place, now, people);
  const file = listFile(request, found.isCut);
  const others = rule.requesterCounts ? "" : `, not by ${namePerson(askedBy, people)}`;
  return {
    title: `Approval needed: ${words.title}`,
    lines: called === "" ? [] : [`For ${called}`],
    blocks: [
      ...buildFields(
        `*Requested by* ${namePerson(askedBy, people)}`,
        `*Approvals* ${formatExact(countApprovals(request.votes))} of ${formatExact(rule.people)}${others}`,
        `*Approve by* ${formatMoment(approveBy, now)}`,
        `*Then* ${sayWhenItBegins(request, facts.freeze, now)}`,
      ),
      ...(words.plan === undefined ? [] : [drawPlan(words.plan, undefined)]),
      ...buildSections(
        ...(facts.freeze === undefined ? [] : [sayOpenButFrozen(facts.freeze, now, people)]),
        ...sayVotes(request, facts),
        ...sayPolicyLines(request, facts),
        ...(words.plan === undefined ? [`*What happens* ${words.happens.join(" ")}`] : words.happens),
        ...restoreRequestLines(request),
        ...listTableLines(request, place),
        ...found.lines,
        ...listFactLines(request, limits.vdiffMaxAgeMs, now),
        `*Undo* ${words.undo}`,
      ),
      ...sayNoDryRun(request),
      ...openButtons(request, nameVerb(proposal), qualifyName(move), listPresses(request, now, facts.reader)),
    ],
    ...(file === undefined ? {} : { file }),
  };
}

/** The outcome in a word or two; the thread's own line about it explains it. */
const OUTCOME_IN_A_WORD = {
  succeeded: "Done",
  "already-so": "Nothing to do",
  refused: "Not done",
  failed: "Failed",
  "called-off": "Called off",
  unfinished: "Not finished",
  unknown: "Outcome unknown",
} as const satisfies Record<Outcome["kind"], string>;

/** The request's own message follows what it approved. */
function drawApproved({ useBy }: RequestStateOf<"approved">, { request, execution, facts, words }: Its): StateMessage {
  const { now, names: people } = facts;
  const waiting = execution === undefined ? undefined : findWaiting({ execution });
  const line =
    waiting === undefined
      ? `Not begun yet. If it has not begun by ${formatMoment(useBy, now)}, it changes nothing.`
      : sayWaiting(waiting, now, people);
  return {
    title: waiting === undefined || waiting.kind === "start" ? `Approved: ${words.title}` : titleWaiting(waiting, now),
    lines: [sayApprovedBy(request, people), line],
    blocks: [...(words.plan === undefined ? [] : [drawPlan(words.plan, execution)]), ...approvedButtons(request, waiting)],
  };
}

/** The thread announces the outcome in a line of its own. An override has no execution: its last vote grants it. */
function drawUsed({ at }: RequestStateOf<"used">, { request, execution, facts, words }: Its): StateMessage {
  const outcome = execution?.state.kind === "ended" ? execution.state.outcome : undefined;
  const rest =
    facts.elsewhere === true
      ? `\`/movetables status ${formatTypedName(request.move)}\` shows what came of it.`
      : "What came of it and the next step are further down.";
  return {
    title: `${outcome === undefined ? "Granted" : OUTCOME_IN_A_WORD[outcome.kind]}: ${words.title}`,
    lines: [sayApprovedBy(request, facts.names), ...(outcome?.kind === "called-off" ? sayCalledOff(outcome, request, facts.names) : [])],
    blocks: [
      ...(words.plan === undefined || execution === undefined ? [] : [drawPlan(words.plan, execution)]),
      buildContext(`Ended ${formatMoment(outcome?.at ?? at, request.askedAt)} · ${rest}`),
    ],
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
  return `Approved by ${joinWithAnd(by)}; ${namePerson(askedBy, people)} requested it.`;
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
