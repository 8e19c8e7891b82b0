import type { PersonId } from "../people/people.ts";
import type { Instant } from "../readings/readings.ts";
import type { Evidence, Finding, OverrideStep, PreflightStep } from "./finding.ts";

/** Two people's word that a step may pass one finding, for a while. */
export interface Override {
  readonly step: OverrideStep;
  readonly finding: string;
  readonly by: readonly PersonId[];
  readonly reason: string;
  readonly at: Instant;
  readonly until: Instant;
  /** The request that it was approved on. */
  readonly requestId: string;
  /** The lines that it was approved on. Absent in records of before. */
  readonly evidence?: readonly string[];
}

/** A finding, and the override that lets a step pass it. */
export interface JudgedFinding extends Finding {
  readonly overridden?: Pick<Override, "by" | "reason" | "at" | "until">;
}

/**
 * Joins findings with what people let pass. Only a blocking finding that may be overridden is; a lapsed override counts no more, and none speaks
 * for evidence that it was not approved on.
 */
export function applyOverrides(
  findings: readonly Finding[],
  overrides: readonly Override[],
  step: PreflightStep,
  now: Instant,
): readonly JudgedFinding[] {
  return findings.map((finding) => {
    if (finding.severity !== "blocking" || !finding.overridable) return finding;
    const valid = overrides.find(
      (one) => one.step === step && one.finding === finding.code && now < one.until && isKnown(finding.evidence, one.evidence),
    );
    if (valid === undefined) return finding;
    const { by, reason, at, until } = valid;
    return { ...finding, overridden: { by, reason, at, until } };
  });
}

/** Every line was there when the override was asked for. Numbers move on between two looks; what they are about may not. */
function isKnown(lines: readonly string[], approvedOn: readonly string[] | undefined): boolean {
  if (approvedOn === undefined) return true;
  const known = new Set(approvedOn.map(withoutNumbers));
  return lines.every((line) => known.has(withoutNumbers(line)));
}

/** Numbers that stand alone, with their unit; those in names, aliases, shards and ids stay. */
const QUANTITY = /(?<![\w./-])\d[\d.,:]*(?: ?(?:%|[a-zA-Z]+))?(?![\w-])/g;

function withoutNumbers(line: string): string {
  return line.replaceAll(QUANTITY, "#");
}

/** The evidence of findings, by their codes. */
export function evidenceOf(findings: readonly Finding[]): Evidence {
  const codes = [...new Set(findings.map((one) => one.code))];
  return Object.fromEntries(codes.map((code) => [code, findings.filter((one) => one.code === code).flatMap((one) => one.evidence)]));
}

/** What stops the step. */
export function blockers(findings: readonly JudgedFinding[]): readonly JudgedFinding[] {
  return findings.filter((one) => one.severity === "blocking" && one.overridden === undefined);
}

// An override that has lapsed may still speak for what was asked for while it counted.
const MOST_KEPT = 30;

/** The overrides of a move with new ones: a finding of a step has one, the newest. */
export function withOverrides(before: readonly Override[], added: readonly Override[]): readonly Override[] {
  const isReplaced = (one: Override): boolean => added.some((other) => other.step === one.step && other.finding === one.finding);
  return [...before.filter((one) => !isReplaced(one)), ...added].slice(-MOST_KEPT);
}

/** Everybody whose word lets one of the findings pass. */
export function overriders(findings: readonly JudgedFinding[]): readonly PersonId[] {
  return findings.flatMap((one) => one.overridden?.by ?? []);
}
