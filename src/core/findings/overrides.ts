import type { PersonId, RequestId } from "../people/people.ts";
import type { Instant } from "../readings/readings.ts";
import type { Evidence, Finding, OverrideStep, PreflightStep } from "./finding.ts";

/** Two people's decision to let a step go on despite one finding, for a while. */
export interface Override {
  readonly step: OverrideStep;
  readonly finding: string;
  readonly by: readonly PersonId[];
  readonly reason: string;
  readonly at: Instant;
  readonly until: Instant;
  /** The request on which people approved it. */
  readonly requestId: RequestId;
  /** The evidence people approved it on. Missing in older records. */
  readonly evidence?: readonly string[];
}

/** A finding, with the override that lets a step go on, if there is one. */
export interface JudgedFinding extends Finding {
  readonly overridden?: Pick<Override, "by" | "reason" | "at" | "until">;
}

/**
 * Joins findings with their overrides. Only a blocking finding that may be overridden gets one; a lapsed override no longer counts, and
 * none covers evidence that its approvers did not see.
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
      (one) => one.step === step && one.finding === finding.code && now < one.until && wasShownBefore(finding.evidence, one.evidence),
    );
    if (valid === undefined) return finding;
    const { by, reason, at, until } = valid;
    return { ...finding, overridden: { by, reason, at, until } };
  });
}

/** True when the override's request already showed every line. Numbers may change between two looks; what they describe may not. */
function wasShownBefore(lines: readonly string[], approvedOn: readonly string[] | undefined): boolean {
  if (approvedOn === undefined) return true;
  const known = new Set(approvedOn.map(withoutNumbers));
  return lines.every((line) => known.has(withoutNumbers(line)));
}

/** Numbers that stand alone, with their unit; those in names, aliases, shards and ids stay. */
const QUANTITY = /(?<![\w./-])\d[\d.,:]*(?: ?(?:%|[a-zA-Z]+))?(?![\w-])/g;

function withoutNumbers(line: string): string {
  return line.replaceAll(QUANTITY, "#");
}

/** The evidence of findings, by code. */
export function collectEvidence(findings: readonly Finding[]): Evidence {
  const codes = [...new Set(findings.map((one) => one.code))];
  return Object.fromEntries(codes.map((code) => [code, findings.filter((one) => one.code === code).flatMap((one) => one.evidence)]));
}

/** The findings that block the step. */
export function selectBlockers(findings: readonly JudgedFinding[]): readonly JudgedFinding[] {
  return findings.filter((one) => one.severity === "blocking" && one.overridden === undefined);
}

// Keep lapsed overrides too: one may still cover what was requested while it counted.
const MOST_OVERRIDES = 30;

/** Adds overrides to a move's: each finding of a step keeps only its newest. */
export function withOverrides(before: readonly Override[], added: readonly Override[]): readonly Override[] {
  const isReplaced = (one: Override): boolean => added.some((other) => other.step === one.step && other.finding === one.finding);
  return [...before.filter((one) => !isReplaced(one)), ...added].slice(-MOST_OVERRIDES);
}

/** Everybody who overrode one of the findings. */
export function listOverriders(findings: readonly JudgedFinding[]): readonly PersonId[] {
  return findings.flatMap((one) => one.overridden?.by ?? []);
}
