import { sayNext } from "../wording/next-line.ts";
import type { Answer } from "../../core/command/answers.ts";
import { qualifyName } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { buildActions, buildContext, buildPreformatted, buildSection } from "../blocks/build.ts";
import type { AnswerMessage, Message } from "../blocks/message.ts";
import { renderCard } from "../move/card.ts";
import { buildExplainedButtons } from "../move/explained-buttons.ts";
import { onlyReads } from "../../core/command/verbs.ts";
import { markCode, escape, escapeName, toOneLine, quoteVerbatim } from "../text/escape.ts";
import { sayEstimatesHeld } from "../wording/estimates.ts";
import { moveTitle, formatTypedName } from "../text/move-name.ts";
import { listNames } from "../text/lists.ts";
import { formatCounted } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import { sayHowCalledOff } from "../request/call-off.ts";
import { renderVDiff } from "../vdiff/message.ts";
import { listExplainedLines, quoteMeaning } from "../wording/explained.ts";
import { sayWhoHolds, listLockLines, nameLock } from "../wording/locks.ts";
import type { OfKind, TakesAny } from "../wording/of-kind.ts";
import { sayRefusal } from "../wording/refusals.ts";
import { nameSavedStep, VERB_WORDS } from "../wording/verbs.ts";
import { sayStepAhead } from "../wording/waiting.ts";
import { renderAudit } from "./audit.ts";
import { renderClusters } from "./clusters.ts";
import { renderDiagnosis } from "./diagnosis.ts";
import { renderExplained } from "./explained.ts";
import { renderFleetWish, renderFollowing, renderFollowingList, renderFollowingPattern } from "./following.ts";
import { renderBreakGlassPlan, renderFrozen, renderThawAsked, renderThawed } from "./freezes.ts";
import { renderForeign } from "./foreign.ts";
import { renderKeyspaces, renderTables, renderValidated } from "./keyspace.ts";
import { buildLinesMessage } from "./lines.ts";
import { renderList } from "./list.ts";
import { renderPlannedCreate, renderPreflight } from "./preflight.ts";
import { listReceiptFindings, sayMetFreeze, sayReceipt, type ThreadNow } from "./receipts.ts";
import { renderRescuePlan } from "./rescue-plan.ts";
import { renderRules, renderRulesDiff, renderRulesPreview, renderRulesSaved } from "./rules.ts";
import { renderShow } from "./show.ts";
import { renderWhichCluster } from "./which-cluster.ts";
import { renderThrottled, renderThrottler, renderThrottlerChecked } from "./throttler.ts";

export interface AnswerFacts {
  readonly vdiffMaxAgeMs: number;
  readonly now: Instant;
  readonly names?: Names;
  /** The thread of the move on which work began. */
  readonly thread?: ThreadNow;
}

/** A private answer has no file beside it, so it shows more of the lines itself. */
const ANSWER_BUDGET = 2800;

type AnswerOf<K extends Answer["kind"]> = OfKind<Answer, K>;
type SayAnswer<K extends Answer["kind"]> = (answer: AnswerOf<K>, facts: AnswerFacts) => AnswerMessage;

const ANSWERS = {
  refused: (answer, facts) => {
    const { text, example } = sayRefusal(answer.reason, answer, facts);
    const line = answer.example ?? example;
    return buildLinesMessage(text, line === undefined ? undefined : `Example: ${markCode(`/movetables ${line}`, 300)}`);
  },
  fault: ({ doing, explanation, ...about }) => {
    // A person who only read something need not know what state a call may leave.
    const rest = onlyReads(doing) ? { ...explanation, meaning: "", stateLeft: "" } : { ...explanation, meaning: "" };
    const { text, blocks } = buildLinesMessage(
      `*${escape(toOneLine(doing)).slice(0, 200)}: ${quoteMeaning(explanation)}*`,
      ...listExplainedLines(rest),
    );
    return { text, blocks: [...blocks, ...buildActions(...buildExplainedButtons(explanation, about))] };
  },
  "which-cluster": (answer) => renderWhichCluster(answer),
  explained: ({ explanation }) => renderExplained(explanation),
  receipt: (answer, facts) =>
    buildLinesMessage(sayReceipt(answer, facts.thread), sayMetFreeze(answer, facts), ...listReceiptFindings(answer, facts)),
  audit: (answer, facts) => renderAudit(answer, facts),
  list: (answer, facts) => renderList(answer, facts.names),
  status: ({ view, stale }, facts) => {
    const card = renderCard(view, { forFollower: false, ...(facts.names === undefined ? {} : { names: facts.names }) });
    const notes = [
      view.situation.phase.kind === "copying" ? sayEstimatesHeld(view.earlier) : undefined,
      stale
        ? "Vitess could not be read just now, so this is the last reading; the card shows a newer one as soon as there is one"
        : undefined,
    ].filter((note) => note !== undefined);
    return { ...card, blocks: [...card.blocks, ...notes.map((note) => buildContext(note))] };
  },
  show: (answer, facts) => renderShow(answer, facts.names),
  "foreign-status": (answer) => renderForeign(answer),
  vdiff: ({ kind: _vdiff, name, vdiff, verdict, ...known }, { vdiffMaxAgeMs }) =>
    renderVDiff(name, vdiff, verdict, { maxAgeMs: vdiffMaxAgeMs, inAnswer: true, ...known }),
  "still-waiting": ({ verb, subject, seconds }) =>
    buildLinesMessage(
      `Still ${verb === "create" ? "creating" : "reading"}${subject === undefined ? "" : ` ${markCode(subject, 140)}`}: Vitess has not answered for ${seconds} s. The answer to ${markCode(verb, 40)} comes here.`,
    ),
  "vdiff-list": ({ name, vdiffs }, { now }) =>
    vdiffs.length === 0
      ? buildLinesMessage(
          `${moveTitle(name)} has no VDiff.`,
          `Example: ${markCode(`/movetables vdiff create ${formatTypedName(name)}`, 300)}`,
        )
      : buildLinesMessage(
          `*${formatCounted(new Set(vdiffs.map((one) => one.uuid)).size, "VDiff")} of ${moveTitle(name)}*`,
          ...vdiffs
            .slice(0, 30)
            .map(
              (one) =>
                `${markCode(one.uuid, 40)} shard ${markCode(one.shard, 30)}: ${markCode(one.state, 30)}${one.completedAt === undefined ? "" : `, finished ${formatMoment(one.completedAt, now)}`}`,
            ),
          vdiffs.length > 30 ? `and ${vdiffs.length - 30} more` : undefined,
        ),
  "in-line": ({ move, step, for: ahead }, { now }) =>
    buildLinesMessage(
      `*${nameSavedStep(step)} of ${moveTitle(move)} waits for ${sayStepAhead(ahead, now)}*`,
      "Both write routing rules of this cluster, one at a time. It goes on by itself and is answered then; after 15 minutes it gives up and says so.",
    ),
  "dry-run": ({ move, verb, lines: dry }) => buildDryRunMessage(`Dry run of ${VERB_WORDS[verb].vitess} for ${moveTitle(move)}`, dry),
  rules: (answer, facts) => renderRules(answer, facts.names),
  "rules-saved": (answer) => renderRulesSaved(answer),
  "rules-diff": (answer, facts) => renderRulesDiff(answer, facts.names),
  "rules-preview": (answer) => renderRulesPreview(answer),
  preflight: (answer, { names: people }) => renderPreflight(answer, people),
  "planned-create": (answer, { names: people }) => renderPlannedCreate(answer, people),
  "called-off": (answer) => buildLinesMessage(sayHowCalledOff(answer)),
  frozen: (answer, facts) => renderFrozen(answer, facts),
  thawed: (answer, facts) => renderThawed(answer, facts),
  "thaw-asked": (answer, facts) => renderThawAsked(answer, facts),
  "break-glass-plan": (answer) => renderBreakGlassPlan(answer),
  following: (answer) => renderFollowing(answer),
  "handover-offered": ({ moves, leftOut, to }, { names: people }) =>
    buildLinesMessage(
      `Offered: ${formatCounted(moves, "move")} that this channel shows. The message appears in this channel, and ${to === undefined ? "any other operator" : namePerson(to, people)} accepts there.`,
      leftOut > 0
        ? `${formatCounted(leftOut, "move")} of this channel ${leftOut === 1 ? "stays as it is: you are not an operator of its" : "stay as they are: you are not an operator of their"} cluster.`
        : undefined,
    ),
  unfollowed: ({ move }) => buildLinesMessage(`This channel does not follow ${moveTitle(move)} any more. Its card stays as it was.`),
  "following-pattern": (answer) => renderFollowingPattern(answer),
  "unfollowed-pattern": ({ cluster, pattern }) =>
    buildLinesMessage(`This channel does not follow ${markCode(`${cluster}/${pattern}`, 200)} any more. Its cards stay as they were.`),
  "following-list": (answer) => renderFollowingList(answer),
  fleet: (answer) => renderFleetWish(answer),
  "fleet-ended": ({ cluster }) =>
    buildLinesMessage(
      `The message about all moves of ${escapeName(cluster)} is not kept up to date in this channel any more, and says so.`,
    ),
  adopted: ({ keyspace, moves }) =>
    moves.length === 0
      ? buildLinesMessage(`Tandem follows every MoveTables workflow of ${escapeName(keyspace)} already, or there is none.`)
      : buildLinesMessage(
          `Following ${formatCounted(moves.length, "workflow")} from now on: ${listNames(moves.map((one) => qualifyName(one)))}. The cards appear in this channel.`,
        ),
  diagnosis: (answer, facts) => renderDiagnosis(answer, facts.names),
  locked: ({ move, lock, now, standing }) =>
    buildLinesMessage(
      `*Nothing was requested: ${moveTitle(move)} is locked*`,
      ...(standing === "young-lock"
        ? [
            `${sayWhoHolds(lock.holder, nameLock(lock.holder), now)}. Switch, reverse, complete and cancel wait until it is free: a switch from elsewhere takes seconds, and so does a VDiff that goes on to its next table.`,
            sayNext("request it again in a minute; diagnose if it is still held then"),
          ]
        : [
            `${sayWhoHolds(lock.holder, nameLock(lock.holder), now)}${standing === "old-lock" ? ", longer than a switch lasts: its vtctld may be dead." : ": Tandem's own call, whose connection broke."} Switch, reverse, complete and cancel would wait for it.`,
            ...listLockLines(lock, now),
          ]),
    ),
  "rescue-plan": (answer) => renderRescuePlan(answer),
  clusters: (answer) => renderClusters(answer),
  keyspaces: (answer) => renderKeyspaces(answer),
  tables: (answer) => renderTables(answer),
  validated: (answer) => renderValidated(answer),
  throttler: (answer) => renderThrottler(answer),
  "throttler-checked": (answer) => renderThrottlerChecked(answer),
  throttled: (answer) => renderThrottled(answer),
  unthrottled: ({ app, keyspace }) => buildLinesMessage(`${markCode(app, 60)} is not held back in ${escapeName(keyspace)} any more.`),
} as const satisfies { [K in Answer["kind"]]: SayAnswer<K> };

/** Renders the private answer to any kind of command. */
export function renderAnswer(answer: Answer, facts: AnswerFacts): AnswerMessage {
  const say: TakesAny<Answer, [AnswerFacts], AnswerMessage> = ANSWERS[answer.kind];
  return say(answer, facts);
}

function buildDryRunMessage(title: string, dry: readonly string[]): Message {
  if (dry.length === 0) return buildLinesMessage(`${title}: Vitess would change nothing.`);
  const { block, shown } = buildPreformatted(
    dry.map((line) => quoteVerbatim(line)),
    ANSWER_BUDGET,
  );
  const left = dry.length - shown;
  return {
    text: title,
    blocks: [
      buildSection(`*${title}*`, `${formatCounted(dry.length, "line")}. Nothing was changed.`),
      block,
      ...(left > 0 ? [buildContext(`and ${left} more lines`)] : []),
    ],
  };
}
