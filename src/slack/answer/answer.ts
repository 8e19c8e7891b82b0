import type { Answer } from "../../core/command/answers.ts";
import { qualifyName } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { actions, contextBlock, preformatted, section } from "../blocks/build.ts";
import { type AnswerMessage, type Message, notification } from "../blocks/message.ts";
import { renderCard } from "../move/card.ts";
import { explainedButtons } from "../move/explained-buttons.ts";
import { onlyReads } from "../../core/command/verbs.ts";
import { codeSpan, escape, nameInSentence, toOneLine, verbatim } from "../text/escape.ts";
import { moveTitle, typedName } from "../text/move-name.ts";
import { names } from "../text/lists.ts";
import { formatCounted } from "../text/numbers.ts";
import type { Names } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import { calledOffWords } from "../request/call-off.ts";
import { renderVDiff } from "../vdiff/message.ts";
import { explainedLines, meaningOf } from "../wording/explained.ts";
import { sayWhoHolds, lockLines, lockNamed } from "../wording/locks.ts";
import type { OfKind, TakesAny } from "../wording/of-kind.ts";
import { sayRefusal } from "../wording/refusals.ts";
import { savedStepName, VERB_WORDS } from "../wording/verbs.ts";
import { stepWords } from "../wording/waiting.ts";
import { renderClusters } from "./clusters.ts";
import { renderDiagnosis } from "./diagnosis.ts";
import { renderExplained } from "./explained.ts";
import { renderForeign } from "./foreign.ts";
import { renderKeyspaces, renderTables, renderValidated } from "./keyspace.ts";
import { renderList } from "./list.ts";
import { renderPlannedCreate, renderPreflight } from "./preflight.ts";
import { receiptFindings, receiptWords, type ThreadNow } from "./receipts.ts";
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
    return lines(text, line === undefined ? undefined : `Example: ${codeSpan(`/movetables ${line}`, 300)}`);
  },
  fault: ({ doing, explanation, ...about }) => {
    // A person who only read something need not know what state a call may leave.
    const rest = onlyReads(doing) ? { ...explanation, meaning: "", stateLeft: "" } : { ...explanation, meaning: "" };
    const { text, blocks } = lines(`*${escape(toOneLine(doing)).slice(0, 200)}: ${meaningOf(explanation)}*`, ...explainedLines(rest));
    return { text, blocks: [...blocks, ...actions(...explainedButtons(explanation, about))] };
  },
  "which-cluster": (answer) => renderWhichCluster(answer),
  explained: ({ explanation }) => renderExplained(explanation),
  receipt: (answer, facts) => lines(receiptWords(answer, facts.thread), ...receiptFindings(answer, facts)),
  list: (answer, facts) => renderList(answer, facts.names),
  status: ({ view, stale }, facts) => {
    const card = renderCard(view, { forFollower: false, ...(facts.names === undefined ? {} : { names: facts.names }) });
    return stale
      ? {
          ...card,
          blocks: [
            ...card.blocks,
            contextBlock(
              "Vitess could not be read just now, so this is the last reading; the card shows a newer one as soon as there is one",
            ),
          ],
        }
      : card;
  },
  show: (answer, facts) => renderShow(answer, facts.names),
  "foreign-status": (answer) => renderForeign(answer),
  vdiff: ({ name, vdiff, verdict }, { vdiffMaxAgeMs }) => {
    const { text, blocks } = renderVDiff(name, vdiff, verdict, { maxAgeMs: vdiffMaxAgeMs, inAnswer: true });
    return { text, blocks };
  },
  "still-waiting": ({ verb, subject, seconds }) =>
    lines(
      `Still ${verb === "create" ? "creating" : "reading"}${subject === undefined ? "" : ` ${codeSpan(subject, 140)}`}: Vitess has not answered for ${seconds} s. The answer to ${codeSpan(verb, 40)} comes here.`,
    ),
  "vdiff-list": ({ name, vdiffs }, { now }) =>
    vdiffs.length === 0
      ? lines(`${moveTitle(name)} has no VDiff.`, `Example: ${codeSpan(`/movetables vdiff create ${typedName(name)}`, 300)}`)
      : lines(
          `*${formatCounted(new Set(vdiffs.map((one) => one.uuid)).size, "VDiff")} of ${moveTitle(name)}*`,
          ...vdiffs
            .slice(0, 30)
            .map(
              (one) =>
                `${codeSpan(one.uuid, 40)} shard ${codeSpan(one.shard, 30)}: ${codeSpan(one.state, 30)}${one.completedAt === undefined ? "" : `, finished ${formatMoment(one.completedAt, now)}`}`,
            ),
          vdiffs.length > 30 ? `and ${vdiffs.length - 30} more` : undefined,
        ),
  "in-line": ({ move, step, for: ahead }, { now }) =>
    lines(
      `*${savedStepName(step)} of ${moveTitle(move)} waits for ${stepWords(ahead, now)}*`,
      "Both write routing rules of this cluster, one at a time. It goes on by itself and is answered then; after 15 minutes it gives up and says so.",
    ),
  "dry-run": ({ move, verb, lines: dry }) => dryRunMessage(`Dry run of ${VERB_WORDS[verb].vitess} for ${moveTitle(move)}`, dry),
  rules: (answer, facts) => renderRules(answer, facts.names),
  "rules-saved": (answer) => renderRulesSaved(answer),
  "rules-diff": (answer, facts) => renderRulesDiff(answer, facts.names),
  "rules-preview": (answer) => renderRulesPreview(answer),
  preflight: (answer, { names: people }) => renderPreflight(answer, people),
  "planned-create": (answer, { names: people }) => renderPlannedCreate(answer, people),
  "called-off": (answer) => lines(calledOffWords(answer)),
  following: ({ move }) =>
    lines(
      `This channel follows ${moveTitle(move)} now. Its card comes into this channel. If it does not, invite Tandem with \`/invite @Tandem\`.`,
    ),
  unfollowed: ({ move }) => lines(`This channel does not follow ${moveTitle(move)} any more. Its card stays as it was.`),
  adopted: ({ keyspace, moves }) =>
    moves.length === 0
      ? lines(`Tandem follows every MoveTables workflow of ${nameInSentence(keyspace)} already, or there is none.`)
      : lines(
          `Following ${formatCounted(moves.length, "workflow")} from now on: ${names(moves.map((one) => qualifyName(one)))}. The cards come into this channel.`,
        ),
  diagnosis: (answer, facts) => renderDiagnosis(answer, facts.names),
  locked: ({ move, lock, now, standing }) =>
    lines(
      `*Nothing was asked: ${moveTitle(move)} is locked*`,
      ...(standing === "young-lock"
        ? [
            `${sayWhoHolds(lock.holder, lockNamed(lock.holder), now)}. Switch, reverse, complete and cancel wait until it is free: a switch from elsewhere takes seconds, and so does a VDiff between two tables.`,
            "_next: ask again in a minute; diagnose if it is still held then_",
          ]
        : [
            `${sayWhoHolds(lock.holder, lockNamed(lock.holder), now)}${standing === "old-lock" ? ", longer than a switch lasts: its vtctld may be dead." : ": Tandem's own call, whose connection broke."} Switch, reverse, complete and cancel would wait for it.`,
            ...lockLines(lock, now),
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
  unthrottled: ({ app, keyspace }) => lines(`${codeSpan(app, 60)} is not held back in ${nameInSentence(keyspace)} any more.`),
} as const satisfies { [K in Answer["kind"]]: SayAnswer<K> };

/** Renders the private answer to any kind of command. */
export function renderAnswer(answer: Answer, facts: AnswerFacts): AnswerMessage {
  const say: TakesAny<Answer, [AnswerFacts], AnswerMessage> = ANSWERS[answer.kind];
  return say(answer, facts);
}

function lines(first: string, ...more: readonly (string | undefined)[]): Message {
  return { text: notification(first), blocks: [section(first, ...more)] };
}

function dryRunMessage(title: string, dry: readonly string[]): Message {
  if (dry.length === 0) return lines(`${title}: Vitess would change nothing.`);
  const { block, shown } = preformatted(
    dry.map((line) => verbatim(line)),
    ANSWER_BUDGET,
  );
  const left = dry.length - shown;
  return {
    text: title,
    blocks: [
      section(`*${title}*`, `${formatCounted(dry.length, "line")}. Nothing was changed.`),
      block,
      ...(left > 0 ? [contextBlock(`and ${left} more lines`)] : []),
    ],
  };
}
