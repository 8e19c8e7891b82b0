import { sayNext } from "../wording/next-line.ts";
import type { Block } from "../blocks/block.ts";
import type { Entry, EntryBody } from "../../core/announce/entries.ts";
import { qualifyName } from "../../core/vitess/names.ts";
import type { Sample } from "../../core/copy/samples.ts";
import type { Move } from "../../core/move/moves.ts";
import type { JudgedFinding } from "../../core/findings/overrides.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { buildActions, buildSection } from "../blocks/build.ts";
import { type Message, toNotification, type TextFile } from "../blocks/message.ts";
import { markCode, escapeName, quoteText } from "../text/escape.ts";
import { joinWithAnd, listNames } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatMoment, formatSoon } from "../text/times.ts";
import { shortenUuid } from "../text/uuid.ts";
import { renderVDiff } from "../vdiff/message.ts";
import { sayCountsGone } from "../vdiff/progress.ts";
import { listExplainedLines } from "../wording/explained.ts";
import type { OfKind, TakesAny } from "../wording/of-kind.ts";
import { sayTroublesFound, listTroubleLines } from "../wording/troubles.ts";
import { sayFinding } from "../wording/preflight.ts";
import { sayWhoHolds, listLockLines, nameLock } from "../wording/locks.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import { sayGone, sayOutsideChange, STORE_WENT_BACK } from "../wording/outside.ts";
import { quoteAlarm, sayOver, titleOver } from "../wording/lasting.ts";
import { sayGlassBroken } from "../wording/freezes.ts";
import { sayHeldFrom } from "../wording/waiting.ts";
import { sayAlarmEntry, sayLastingEntry } from "./alarm-line.ts";
import { buildExplainedButtons } from "./explained-buttons.ts";
import { sayDryRun } from "./dry-run-line.ts";
import { sayCopyFinished } from "./copy-line.ts";
import { drawCurve } from "./curve.ts";
import { callInThread } from "./in-charge.ts";
import { cutBlocks, sayLeftBehind } from "./left-behind.ts";
import { withoutPast } from "./offered.ts";
import { sayOutcome } from "./outcome.ts";
import { sayRulesChanged, sayRulesNotCompared, showRulesSavedBefore, sayRulesSaved, sayVSchemaChanged } from "./rules-lines.ts";
import { sayAnswersAgain, saySenderLost, sayStoppedAnswering } from "./silence.ts";
import { sayVotesLapsed, sayReminder, sayRequestEnded, sayVote } from "./vote-lines.ts";

export interface EntryFacts {
  /** The situation when the line is posted; the line itself describes its own moment. */
  readonly situation: Situation;
  /** How long a clean VDiff counts for a switch. */
  readonly vdiffMaxAgeMs: number;
  /** What was seen of the copy, for the line that says that it finished. */
  readonly samples?: readonly Sample[];
  readonly names?: Names;
}

/** One line of a move's thread. `broadcast`: the channel sees it too. `file` is uploaded to the same thread. */
export interface EntryMessage extends Message {
  readonly broadcast: boolean;
  readonly file?: TextFile;
}

interface EntryWords {
  /** The line itself, after the time. */
  readonly line: string;
  readonly more?: readonly Block[];
  readonly broadcast?: boolean;
  readonly file?: TextFile;
}

type EntryOf<K extends EntryBody["kind"]> = OfKind<EntryBody, K>;
type EntryContext = EntryFacts & { readonly move: Move };
type SayEntry<K extends EntryBody["kind"]> = (body: EntryOf<K>, about: EntryContext, at: Instant) => EntryWords;

const ENTRY_WORDS = {
  created: (body, { names: people }, at) => ({
    line: `${namePerson(body.by, people)} created the workflow: ${listNames(body.tables)} from ${escapeName(body.sourceKeyspace)}. Routing rules saved (snapshot ${markCode(body.snapshot, 40)}).`,
    more: [...cutBlocks(body), ...(body.findings === undefined ? [] : [buildSection(...listFoundAtCreate(body.findings, at, people))])],
  }),
  "create-failed": (body, { names: people, move }) => ({
    line: `The workflow was not created. Requested by ${namePerson(body.by, people)}.${body.snapshot === undefined ? "" : ` Routing rules from before: snapshot ${markCode(body.snapshot, 40)}.`}`,
    more: buildExplainedBlocks(body, move),
  }),
  adopted: (body, { names: people }) => ({
    line: `${namePerson(body.by, people)} has Tandem follow this workflow. It was created elsewhere.`,
  }),
  updated: (body, { names: people }) => ({
    line: `${namePerson(body.by, people)} changed the workflow: ${body.changes.length === 0 ? "nothing" : body.changes.map((one) => quoteText(one)).join("; ")}.`,
  }),
  mirrored: (body, { names: people }) => ({
    line:
      body.percent === 0
        ? `${namePerson(body.by, people)} ended mirroring for ${joinWithAnd(body.tabletTypes.map((type) => type.toLowerCase()))}.`
        : `${namePerson(body.by, people)} mirrors ${body.percent}% of the reads of ${joinWithAnd(body.tabletTypes.map((type) => type.toLowerCase()))} to the target; applications' answers still come from the source.`,
    ...showRulesSavedBefore(body.snapshot),
  }),
  "handed-over": (body, { names: people }) => ({
    line: `${namePerson(body.by, people)} took this move over from ${namePerson(body.from, people)}, and is mentioned here when something goes wrong.`,
  }),
  started: (body, { names: people }) => ({ line: `${namePerson(body.by, people)} started the workflow.` }),
  stopped: (body, { names: people }) => ({
    line: `${namePerson(body.by, people)} stopped the workflow. Nothing is copied or replicated until it is started.`,
  }),
  "copy-finished": (body, { samples = [] }, at) => {
    const curve = drawCurve(samples, at);
    return { line: sayCopyFinished(body), ...(curve === undefined ? {} : { more: [curve] }) };
  },
  stalled: (body, { move }, at) => sayLastingEntry({ ...body, cause: "stalled" }, move, at),
  lasting: (body, { move }, at) => sayLastingEntry(body, move, at),
  "alarm-taken": ({ by, cause }, { names: people }) => ({
    line: `${namePerson(by, people)} has the alarm ${quoteAlarm(cause)}. The operators' channel hears of it again when it is over.`,
  }),
  "all-clear": (body, { names: people }) => ({ line: `*${titleOver(body)}:* ${sayOver(body, people)}` }),
  "moving-again": () => ({ line: "The copy is moving again." }),
  "stream-error": (body, { move }, at) => ({ line: sayStreamError(body, at), more: buildExplainedBlocks(body, move) }),
  alarm: (body, { situation }) => sayAlarmEntry(body, situation),
  "left-behind": (body, { move }) => sayLeftBehind(body, move),
  "vitess-silent": (body, { move }, at) => sayStoppedAnswering({ ...body, move: move.name, tables: move.tables }, at),
  "vitess-back": ({ since }, _, at) => ({ line: sayAnswersAgain(since, at) }),
  "vdiff-started": (body, { names: people }) => ({ line: `${namePerson(body.by, people)} started VDiff ${shortenUuid(body.uuid)}.` }),
  "vdiff-changed": (body, { names: people }) => ({
    line: `${namePerson(body.by, people)} ${body.change} VDiff ${shortenUuid(body.uuid)}.`,
  }),
  // renderEntry renders a report as a whole, because it has its own first line. A large one that is not there any more comes here.
  "vdiff-report": (_, { move }) => ({ line: `VDiff of ${moveTitle(move.name)}` }),
  "large-vdiff-report": (body) => ({ line: sayCountsGone(body) }),
  "dry-run": (body, { names: people, move }) =>
    sayDryRun(body, `${namePerson(body.by, people)} requested a dry run of ${VERB_WORDS[body.verb].vitess}`, qualifyName(move.name)),
  "verb-failed": (body, { names: people, move }) => ({
    line: `${markCode(body.verb, 40)} failed. Requested by ${namePerson(body.by, people)}.`,
    more: buildExplainedBlocks(body, move),
  }),
  requested: () => ({ line: "Somebody requested a change. The request is in this thread." }),
  "glass-broken": (body, { names: people }) => ({ line: `*The glass is broken:* ${sayGlassBroken(body, people)}`, broadcast: true }),
  vote: (body, { names: people }) => ({ line: sayVote(body, people) }),
  "votes-lapsed": (body, { names: people }) => ({ line: sayVotesLapsed(body, people) }),
  "request-ended": (body, { names: people }) => ({
    line: sayRequestEnded(body, people),
    ...(body.how === "changed" ? { more: buildDifferenceBlocks(body.difference) } : {}),
  }),
  reminder: (body, { situation }) => ({ line: sayReminder(body, situation) }),
  held: (body, { situation, names: people }, at) => ({ line: sayHeldFrom(body.hold, wasRequested(body, situation), at, people) }),
  "sender-lost": (body) => ({ line: saySenderLost(body) }),
  "reads-switched": (body, { move }, at) => ({
    line: `Reads are switched to ${escapeName(move.name.targetKeyspace)}. Soak until ${formatSoon(body.soakUntil, at)}, then writes.`,
    ...showRulesSavedBefore(body.snapshot),
  }),
  outcome: (body, { situation, names: people }, at) => {
    const words = sayOutcome(body, { situation, at, ...(people === undefined ? {} : { names: people }) });
    return {
      line: `*${words.title}*`,
      more: [
        buildSection(
          ...words.lines,
          sayRulesSaved(body.snapshots),
          `${VERB_WORDS[body.act.verb].vitess} requested by ${namePerson(body.by, people)}.`,
        ),
        buildSection(sayNext(words.next)),
        ...buildActions(...words.buttons),
      ],
      broadcast: true,
    };
  },
  outside: (body) => ({ line: sayOutsideChange(body) }),
  "store-older": () => ({ line: STORE_WENT_BACK }),
  diagnosed: (body, { situation, move, names: people }, at) => {
    const count = body.troubles.length + body.more;
    const about = {
      source: move.sourceKeyspace,
      target: move.name.targetKeyspace,
      now: at,
      situation,
      ...(people === undefined ? {} : { people }),
    };
    return {
      line: `${namePerson(body.by, people)} diagnosed it: ${sayTroublesFound(count, situation)}. The full details are in the file.`,
      more: [buildSection(...listTroubleLines(body.troubles, body.more, about))],
      file: { name: `diagnosis-${move.name.workflow}.json`, content: body.detail },
    };
  },
  "lock-left": (body, _, at) => ({
    line: `Still blocked: switch and cancel wait for ${nameLock(body.holder)}. ${sayWhoHolds(body.holder, "it", at)}.`,
    more: [buildSection(...listLockLines(body, at))],
  }),
  "rules-changed": (body, { move }) => sayRulesChanged(body, move.name),
  "vschema-changed": (body, { move }) => sayVSchemaChanged(body, move.name),
  "rules-not-compared": (body, { move }) => sayRulesNotCompared(body, move.name),
  gone: (body) => ({ line: sayGone(body) }),
} as const satisfies { [K in EntryBody["kind"]]: SayEntry<K> };

/** What the create overrode, and its warnings. */
function listFoundAtCreate(findings: readonly JudgedFinding[], at: Instant, people: Names | undefined): readonly string[] {
  return findings.slice(0, 10).map((one) => `• ${sayFinding(one, { now: at, ...(people === undefined ? {} : { names: people }) })}`);
}

/** Renders a thread line. Slack shows when it was posted. Outcomes and alarms are broadcast. */
export function renderEntry(entry: Entry, facts: EntryFacts): EntryMessage {
  const { body, at } = entry;
  const { move } = facts.situation.known;
  if (body.kind === "vdiff-report") {
    const { vdiff, verdict, kind: _report, ...known } = body;
    return { ...renderVDiff(move.name, vdiff, verdict, { maxAgeMs: facts.vdiffMaxAgeMs, ...known }), broadcast: false };
  }
  const say: TakesAny<EntryBody, [EntryContext, Instant], EntryWords> = ENTRY_WORDS[body.kind];
  const said = say(body, { ...facts, move }, at);
  const text = toNotification(said.line);
  const title = moveTitle(facts.situation.known.move.name);
  return {
    text: text.includes(title) ? text : `${text.replace(/\.$/, "")} · ${title}`,
    blocks: [
      buildSection(`${said.line}${sayWhenLate(at, facts.situation.now)}`),
      ...withoutPast(said.more ?? [], facts.situation, at),
      ...callInThread(body.kind, move),
    ],
    broadcast: said.broadcast === true,
    ...(said.file === undefined ? {} : { file: said.file }),
  };
}

/** A line that could not be posted at once happened before the time that Slack shows. */
const LATE_MS = 2 * 60_000;

function sayWhenLate(at: Instant, now: Instant): string {
  return now - at > LATE_MS ? ` (${formatMoment(at, now)})` : "";
}

function sayStreamError({ explanation, ofReverse, since, times }: EntryOf<"stream-error">, at: Instant): string {
  if (ofReverse === true) return "The reverse workflow reports an error: it does not carry writes back.";
  if (since !== undefined && times !== undefined)
    return `A stream is in error again and again: ${formatCounted(times, "time")} since ${formatMoment(since, at)}, and it gets no further.`;
  return explanation.rule === "ddl" ? "A stream stopped by itself." : "A stream reports an error.";
}

function buildExplainedBlocks({ explanation }: Pick<EntryOf<"stream-error">, "explanation">, { name }: Move): readonly Block[] {
  return [buildSection(...listExplainedLines(explanation)), ...buildActions(...buildExplainedButtons(explanation, { move: name }))];
}

/** False for a rollback or a rescue, which need no approval. */
function wasRequested({ executionId }: EntryOf<"held">, { known: { execution } }: Situation): boolean {
  return execution?.id !== executionId || execution.requestId !== undefined;
}

function buildDifferenceBlocks(difference: readonly string[]): readonly Block[] {
  return difference.length === 0 ? [] : [buildSection(...difference.slice(0, 8).map((one) => `• ${quoteText(one)}`))];
}
