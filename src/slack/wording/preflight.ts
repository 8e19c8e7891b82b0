import type { FindingCode, PreflightStep, Severity } from "../../core/findings/finding.ts";
import type { JudgedFinding } from "../../core/findings/overrides.ts";
import type { MoveName } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { markCode, escape, toOneLine, quoteText } from "../text/escape.ts";
import { formatTypedName } from "../text/move-name.ts";
import { type Names, namePeople } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import { OPERATION_REFUSALS } from "./operation-refusals.ts";

/** A short title for each finding. */
export const FINDING_TITLES = {
  "auto-increment": "ids of these tables come from AUTO_INCREMENT, and the target is sharded",
  "cells-not-covered": "the switch leaves out cells that serve these tables",
  "could-not-look": "not everything could be looked at",
  "disk-nearly-full": "the target's disk is nearly full",
  "disk-unknown": "nobody can tell whether the target has room",
  "drops-tables": "what becomes of the source's tables",
  "duplicate-rows": "the target has more rows than the source",
  "foreign-keys": "the tables have foreign keys",
  "forced-switch": "the switch is forced",
  "known-bad-version": "this version of Vitess has known faults here",
  lag: "the streams are behind",
  "leftover-controls": "shards still hold back some of these tables",
  "many-streams": "the workflow has many streams",
  "mirror-rules-left": OPERATION_REFUSALS["mirror-rules-left"].why,
  "missing-vschema": "the target's VSchema does not know these tables",
  "mixed-versions": "tablets run different versions of Vitess",
  "never-copied": "the target has far fewer rows than the source",
  "no-primary": "a shard has no primary",
  "no-primary-key": "tables have no primary key",
  "no-reverse-source": "the reverse workflow would find no tablet to read from",
  "no-reverse-workflow": "the reverse workflow does not run",
  "no-source-tablet": "the streams would find no tablet to read from",
  "no-way-back": "a rollback would lose writes",
  "not-copied": "triggers and views are not moved with the tables",
  "not-replicating": "replicas that streams may read from do not replicate",
  "not-switched": OPERATION_REFUSALS["not-switched"].why,
  "null-sharding-key": "sharding keys may be NULL",
  "on-ddl-exec": "schema changes at the source are run at the target as they come",
  "partial-complete": "a move shard by shard cannot be completed",
  "replica-lag": "replicas that streams may read from are behind",
  "reverse-lag": "the reverse workflow is behind",
  "reverse-rights": "Vitess lacks rights for the reverse workflow",
  "reverse-vdiff-different": "source and target differ after the switch",
  "reads-left": OPERATION_REFUSALS["reads-left"].why,
  "rollback-open": "rollback is still one press",
  "row-image": "binary logs do not have whole rows",
  "rules-not-saved": "routing rules could not be saved",
  "schema-change-running": "tables are being changed",
  sequences: "sequences are not set past the used ids",
  "shards-go-together": OPERATION_REFUSALS["shards-go-together"].why,
  "source-denies-writes": "the source denies writes already",
  "source-gone": "the source keyspace is left out although it is there",
  "source-still-read": "other workflows read the source's tables",
  "source-table-gone": "tables of the move are not at the source any more",
  "sql-mode-differs": "the two sides run under different sql_mode",
  "still-copying": OPERATION_REFUSALS["still-copying"].why,
  "stream-never-started": OPERATION_REFUSALS["stream-never-started"].why,
  "stopped-after-copy": "the streams stopped when the copy was finished",
  "streams-not-running": OPERATION_REFUSALS["streams-not-running"].why,
  "switch-unfinished": OPERATION_REFUSALS["switch-unfinished"].why,
  "table-in-other-workflow": "another workflow has some of these tables",
  "tablet-silent": "tablets do not answer",
  "tablets-in-backup": "tablets are away for a backup or restore",
  "tablets-not-asked": "nobody could ask whether every tablet answers",
  "tablets-not-refreshed": "not every tablet answers",
  "target-denies-writes": OPERATION_REFUSALS["target-denies-writes"].why,
  "target-has-rows": "the target's tables are not empty",
  throttled: "the streams are held back",
  "types-not-served": "reads would go where no tablet serves them",
  "unknown-cell": "a cell is not known",
  "unknown-tablet": "a tablet is of no known type",
  "vdiff-before-ddl": "tables were changed after the VDiff",
  "vdiff-before-start": "the streams were stopped, or made anew by a rollback, after the VDiff",
  "vdiff-different": "the VDiff found differences",
  "vdiff-failed": "the VDiff failed",
  "vdiff-incomplete": "the VDiff did not compare every table",
  "vdiff-limited": "the VDiff compared only some of the rows",
  "vdiff-missing": "there is no VDiff",
  "vdiff-old": "the VDiff is too old",
  "vdiff-running": "the VDiff is not at its end",
  "vdiff-stopped": "the VDiff was stopped",
  "vschema-entries-go": "entries of the target's VSchema go",
  "workflow-locked": OPERATION_REFUSALS["workflow-locked"].why,
  "workflow-missing": OPERATION_REFUSALS["workflow-missing"].why,
} as const satisfies Record<FindingCode, string>;

/** The severity of a finding in words. */
export const SEVERITIES = { blocking: "Blocking", warning: "Warning", notice: "Good to know" } as const satisfies Record<Severity, string>;

/** The name of each step in a sentence. */
export const STEP_NAMES = {
  create: "the create",
  switch: "the switch",
  complete: "Complete",
  reverse: "the reverse",
  cancel: "the cancel",
} as const satisfies Record<PreflightStep, string>;

interface FindingContext {
  readonly move: MoveName;
  readonly now: Instant;
  readonly names?: Names;
}

/** A finding in full: severity and title, one line for each piece of evidence, the fix. */
export function listFindingLines(finding: JudgedFinding, about: FindingContext): readonly string[] {
  return [
    `*${SEVERITIES[finding.severity]}: ${FINDING_TITLES[finding.code]}* · ${markCode(finding.code)}`,
    ...finding.evidence.map((line) => `• ${quoteText(line, 300)}`),
    sayOverridden(finding, about),
    fixWords(finding, about.move),
  ].filter((line) => line !== "");
}

/** A finding in one line; `whole`: with all its evidence, for the people who decide. */
export function sayFinding(finding: JudgedFinding, about: Omit<FindingContext, "move"> & { readonly whole?: true }): string {
  const overridden = sayOverridden(finding, about);
  const shown = finding.evidence.slice(0, about.whole === true ? undefined : 1);
  const more = finding.evidence.length - shown.length;
  const evidence =
    shown.length === 0 ? "" : `: ${shown.map((one) => quoteText(one, 200)).join("; ")}${more === 0 ? "" : ` and ${more} more`}`;
  if (overridden !== "") return `${FINDING_TITLES[finding.code]}${evidence}. ${overridden}`;
  return `${SEVERITIES[finding.severity]}: ${FINDING_TITLES[finding.code]}${evidence}`;
}

function sayOverridden({ overridden }: JudgedFinding, { now, names }: Omit<FindingContext, "move">): string {
  if (overridden === undefined) return "";
  const { by, at, reason, until } = overridden;
  return `Overridden by ${namePeople(by, names)} ${formatMoment(at, now)}, until ${formatMoment(until, now)}: ${quoteText(reason, 200)}`;
}

/** A fix without words of its own uses those of the refusal with the same code. */
function fixWords({ fix, command, code: about }: JudgedFinding, move: MoveName): string {
  const words = fix === "" ? sayRefusalNext(about) : fix;
  const line = command === undefined ? "" : ` ${markCode(`/movetables ${command} ${formatTypedName(move)}`, 200)}`;
  return words === "" ? "" : `*Fix:* ${escape(toOneLine(words))}${line}`;
}

function sayRefusalNext(about: FindingCode): string {
  const known: Readonly<Record<string, { readonly next: string }>> = OPERATION_REFUSALS;
  return known[about]?.next ?? "";
}
