/** The findings to override, by code, the step they block, and why it should go on. */
export interface OverrideTerms {
  readonly step: "create" | "switch" | "complete";
  readonly findings: readonly string[];
  readonly reason: string;
  /** What preflight found at the time of the request, by code; other evidence still blocks. Missing in older records. */
  readonly evidence?: Evidence;
}

/** Lines of evidence by finding code. */
export type Evidence = Readonly<Record<string, readonly string[]>>;

/** The steps that people can let go on despite a finding. */
export type OverrideStep = OverrideTerms["step"];
/** The steps that preflight checks. A finding never blocks a reverse or a cancel. */
export type PreflightStep = OverrideStep | "reverse" | "cancel";

/** `blocking` stops the step until the cause is fixed or overridden; approvers see a `warning`; a `notice` is good to know. */
export type Severity = "blocking" | "warning" | "notice";

/** Something that preflight found about a step. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** Facts with their numbers, one per line; names of tables, tablets and cells, never a row's value. */
  readonly evidence: readonly string[];
  /** One sentence or command. */
  readonly fix: string;
  /** Whether two people may override it where it is blocking. */
  readonly overridable: boolean;
  /** Tandem's own command that fixes it, if there is one; the move's name follows it. */
  readonly command?: string;
}

/**
 * Every finding, and whether two people may override it where it is blocking. They may not where Vitess would refuse anyway, or where
 * nobody could want the result.
 */
export const OVERRIDABLE = {
  "auto-increment": true,
  "cells-not-covered": true,
  "could-not-look": true,
  "disk-nearly-full": true,
  "disk-unknown": true,
  "drops-tables": true,
  "duplicate-rows": true,
  "foreign-keys": true,
  "forced-switch": true,
  "known-bad-version": true,
  lag: true,
  "leftover-controls": true,
  "many-streams": true,
  "mirror-rules-left": false,
  "missing-vschema": false,
  "mixed-versions": true,
  "never-copied": true,
  "no-primary": false,
  "no-primary-key": true,
  "no-reverse-source": false,
  "no-reverse-workflow": false,
  "no-source-tablet": true,
  "no-way-back": true,
  "not-copied": true,
  "not-replicating": true,
  "not-switched": false,
  "null-sharding-key": true,
  "on-ddl-exec": true,
  "partial-complete": true,
  "replica-lag": true,
  "reverse-lag": true,
  "reverse-rights": false,
  "reverse-vdiff-different": true,
  "reads-left": false,
  "rollback-open": true,
  "row-image": true,
  "rules-not-saved": true,
  "schema-change-running": true,
  sequences: true,
  "shards-go-together": false,
  "source-denies-writes": true,
  "source-gone": true,
  "source-still-read": true,
  "source-table-gone": true,
  "still-copying": false,
  "sql-mode-differs": true,
  "stream-never-started": false,
  "stopped-after-copy": true,
  "streams-not-running": false,
  "switch-unfinished": false,
  "table-in-other-workflow": true,
  "tablet-silent": true,
  "tablets-in-backup": true,
  "tablets-not-asked": true,
  "tablets-not-refreshed": false,
  "target-denies-writes": false,
  "target-has-rows": true,
  throttled: true,
  "types-not-served": true,
  "unknown-cell": true,
  "unknown-tablet": true,
  "vdiff-before-ddl": true,
  "vdiff-before-start": true,
  "vdiff-different": true,
  "vdiff-failed": true,
  "vdiff-incomplete": true,
  "vdiff-limited": true,
  "vdiff-missing": true,
  "vdiff-old": true,
  "vdiff-running": true,
  "vdiff-stopped": true,
  "vschema-entries-go": true,
  "workflow-locked": false,
  "workflow-missing": false,
} as const satisfies Readonly<Record<string, boolean>>;

export type FindingCode = keyof typeof OVERRIDABLE;

/** True for a finding's code, as somebody typed it. */
export function isFindingCode(text: string): text is FindingCode {
  return Object.hasOwn(OVERRIDABLE, text);
}

/** The result of a rule that applies: one finding, in a list to be joined with others. */
export function makeFinding(
  code: FindingCode,
  severity: Severity,
  evidence: readonly string[],
  remedy: string | Pick<Finding, "fix" | "command">,
): readonly Finding[] {
  return [{ code, severity, evidence, overridable: OVERRIDABLE[code], ...(typeof remedy === "string" ? { fix: remedy } : remedy) }];
}

/** The result of a rule that does not apply. */
export const NOTHING: readonly Finding[] = [];

const ORDER: readonly Severity[] = ["blocking", "warning", "notice"];

/** Worst first; within a severity in the order of the rules. */
export function sortBySeverity<F extends Pick<Finding, "severity">>(findings: readonly F[]): readonly F[] {
  return ORDER.flatMap((severity) => findings.filter((one) => one.severity === severity));
}

/** The first of many facts, and how many more there are: people read evidence. */
export function listFew(lines: readonly string[], most = 6): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most), `and ${lines.length - most} more`];
}
