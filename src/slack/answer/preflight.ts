import { sayNext } from "../wording/next-line.ts";
import type { KnownBlock } from "@slack/types";
import type { Answer } from "../../core/command/answers.ts";
import type { PlannedCreate } from "../../core/preflight/create.ts";
import { selectBlockers, type JudgedFinding } from "../../core/findings/overrides.ts";
import { buildContext, type OptionalLine, buildSection, buildSections } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { markCode, escapeName } from "../text/escape.ts";
import { joinWithAnd, listNames } from "../text/lists.ts";
import { moveTitle, formatTypedName } from "../text/move-name.ts";
import { formatCounted, estimateWords, formatExact, sayTableEstimate } from "../text/numbers.ts";
import type { Names } from "../text/people.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { listFindingLines, STEP_NAMES } from "../wording/preflight.ts";

type Preflight = OfKind<Answer, "preflight">;
type PlannedCreateAnswer = OfKind<Answer, "planned-create">;

/** How many findings an answer has room for: each is a paragraph, and Slack limits them all together. */
const MOST_FINDINGS_SHOWN = 30;
const FINDINGS_LENGTH = 8_000;

/** Shows preflight's findings about a step to the person who requested it or only wanted to know. */
export function renderPreflight({ move, step, findings, stopped, now }: Preflight, people?: Names): Message {
  const stopping = selectBlockers(findings);
  const title = stopped
    ? `${step === "create" ? "Not created" : "Not requested"}: ${formatCounted(stopping.length, "finding")} ${stopping.length === 1 ? "stops" : "stop"} ${STEP_NAMES[step]} of ${moveTitle(move)}`
    : `Preflight for ${STEP_NAMES[step]} of ${moveTitle(move)}: ${countWords(findings)}`;
  return {
    text: toNotification(title),
    blocks: [
      buildSection(`*${title}*`, stopped ? "Nothing was changed." : undefined),
      ...buildFindingBlocks(findings, { move, now, ...(people === undefined ? {} : { names: people }) }),
      ...buildNextBlocks(move, step, stopping),
    ],
  };
}

/** Shows what a create would make, and preflight's findings: Vitess has no dry run for it. */
export function renderPlannedCreate({ move, plan, findings, now }: PlannedCreateAnswer, people?: Names): Message {
  const title = `Dry run of create ${moveTitle(move)}: ${countWords(findings)}`;
  return {
    text: toNotification(title),
    blocks: [
      buildSection(`*${title}*`, "Nothing was created. Vitess has no dry run for this; Tandem looked itself.", ...listPlanLines(plan)),
      ...buildFindingBlocks(findings, { move, now, ...(people === undefined ? {} : { names: people }) }),
      ...buildNextBlocks(move, "create", selectBlockers(findings)),
    ],
  };
}

function listPlanLines(plan: PlannedCreate): readonly OptionalLine[] {
  const { sourceKeyspace, targetKeyspace, streams, deniedOn, readsFrom } = plan;
  const shown = streams.slice(0, 8).map(({ from, to }) => markCode(`${sourceKeyspace}/${from} → ${targetKeyspace}/${to}`, 120));
  const more = streams.length - shown.length;
  const tables = plan.sizes.slice(0, 20).map((size) => `• ${markCode(size.table)}: ${sayTableEstimate(size)}`);
  return [
    `*What would be created*: ${formatCounted(plan.sizes.length, "table")} from ${escapeName(sourceKeyspace)} to ${escapeName(targetKeyspace)}, ${estimateWords(plan.sizes)}`,
    ...tables,
    plan.sizes.length > tables.length ? `and ${plan.sizes.length - tables.length} more tables` : undefined,
    `*Streams*: ${formatCounted(streams.length, "stream")}${shown.length === 0 ? "" : `, ${shown.join(", ")}`}${more > 0 ? ` and ${more} more` : ""}`,
    `Read from ${joinWithAnd(readsFrom.types.map((type) => type.toLowerCase()))} in ${readsFrom.cells.length === 0 ? "the cells of the target's primaries" : listNames(readsFrom.cells)}`,
    `*Routing rules*: ${plan.routingRules === 0 ? "none" : `${formatExact(plan.routingRules)}, nine a table, all to ${escapeName(sourceKeyspace)}`}`,
    deniedOn.length === 0
      ? undefined
      : `*Denied until the switch*: writes to these tables on ${listNames(deniedOn.map((shard) => `${targetKeyspace}/${shard}`))}`,
    plan.startsAtOnce ? undefined : "It would not start by itself.",
  ];
}

function buildFindingBlocks(findings: readonly JudgedFinding[], about: Parameters<typeof listFindingLines>[1]): readonly KnownBlock[] {
  const shown: KnownBlock[] = [];
  let length = 0;
  let count = 0;
  for (const finding of findings.slice(0, MOST_FINDINGS_SHOWN)) {
    const blocks = buildSections(...listFindingLines(finding, about));
    length += blocks.reduce((sum, block) => sum + (block.text?.text.length ?? 0), 0);
    if (length > FINDINGS_LENGTH) break;
    shown.push(...blocks);
    count += 1;
  }
  const left = findings.length - count;
  return left > 0 ? [...shown, buildContext(`and ${left} more findings`)] : shown;
}

/** Suggests a fix first; an override takes two people, and not every finding allows one. */
function buildNextBlocks(move: Preflight["move"], step: Preflight["step"], stopping: readonly JudgedFinding[]): readonly KnownBlock[] {
  if (stopping.length === 0 || step === "reverse") return [];
  const fixed = stopping.filter((one) => !one.overridable);
  if (fixed.length > 0)
    return [
      buildSection(sayNext(`fix ${listNames(fixed.map((one) => one.code))}; nobody can override ${fixed.length === 1 ? "it" : "them"}`)),
    ];
  const line = `/movetables override ${formatTypedName(move)} ${step} ${stopping.map((one) => one.code).join(",")} --reason "…"`;
  return [buildSection(sayNext(`fix them, or have two people let ${STEP_NAMES[step]} pass: ${markCode(line, 400)}`))];
}

function countWords(findings: readonly JudgedFinding[]): string {
  if (findings.length === 0) return "nothing found";
  const of = (severity: JudgedFinding["severity"]): number =>
    findings.filter((one) => one.severity === severity && one.overridden === undefined).length;
  const overridden = findings.filter((one) => one.overridden !== undefined).length;
  const parts = [
    of("blocking") > 0 && `${of("blocking")} blocking`,
    overridden > 0 && `${overridden} overridden`,
    of("warning") > 0 && formatCounted(of("warning"), "warning"),
    of("notice") > 0 && formatCounted(of("notice"), "note"),
  ];
  return joinWithAnd(parts.filter((part) => part !== false));
}
