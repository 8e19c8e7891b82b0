import type { VDiffVerdict } from "../../vdiff/verdict.ts";
import { A_SECOND } from "../../move/moves.ts";
import type { Instant } from "../../readings/readings.ts";
import { formatAgo, formatAboutCount } from "../tables/amounts.ts";
import { listFew, type Finding, makeFinding, NOTHING, type Severity } from "../../findings/finding.ts";

/** The newest VDiff of a move, as far as it matters for a switch. */
export interface VDiffFact {
  readonly uuid: string;
  readonly verdict: VDiffVerdict;
  readonly completedAt?: Instant;
  /** Traffic was switched back since then. */
  readonly beforeRollback?: true;
}

/** What a switch requires of a VDiff, and the time of judging. */
export interface VDiffWanted {
  readonly maxAgeMs: number;
  /** When stopped streams were last started again. */
  readonly startedAt?: Instant;
  readonly now: Instant;
  /** For a VDiff that is missing or does not cover the switch. One that found differences always blocks. */
  readonly severity: Severity;
}

const COMPARE_COMMAND = "vdiff create";
const AGAIN = { fix: "Compare the tables, then try again.", command: COMPARE_COMMAND };

/** Whether anybody compared the tables, when, and with what result. */
export function findVDiffProblems(vdiff: VDiffFact | undefined, wanted: VDiffWanted): readonly Finding[] {
  if (vdiff === undefined) return makeFinding("vdiff-missing", wanted.severity, ["no VDiff was run: nothing was compared"], AGAIN);
  const name = `VDiff ${vdiff.uuid.slice(0, 8)}`;
  const { verdict } = vdiff;
  switch (verdict.kind) {
    case "running":
      return makeFinding(
        "vdiff-running",
        wanted.severity,
        [`${name} is not at its end: ${formatAboutCount(verdict.rowsCompared, "row")} compared`],
        "Wait for its report.",
      );
    case "different":
      return makeFinding("vdiff-different", "blocking", [`${name} found differences in ${listFew(verdict.tables, 10).join(", ")}`], {
        fix: "Find out why rows differ, fix it, and compare again before anything is switched.",
        command: COMPARE_COMMAND,
      });
    case "incomplete":
      return makeFinding(
        "vdiff-incomplete",
        wanted.severity,
        [`${name} did not compare ${listFew(verdict.missing, 10).join(", ")}`],
        AGAIN,
      );
    case "limited":
      return makeFinding(
        "vdiff-limited",
        wanted.severity,
        [
          verdict.keysOnly === true
            ? `${name} matched rows in another order by their keys alone (--only-pks)`
            : `${name} compared only ${formatAboutCount(verdict.rowsCompared, "row")}: it met its limit`,
        ],
        AGAIN,
      );
    case "failed":
      return makeFinding(
        "vdiff-failed",
        wanted.severity,
        [`${name} failed on ${listFew(verdict.errors.map((one) => `shard ${one.shard}`)).join(", ")}`],
        AGAIN,
      );
    case "stopped":
      return makeFinding("vdiff-stopped", wanted.severity, [`${name} was stopped before its end`], "Resume it, and wait for its report.");
    case "clean":
      if (vdiff.beforeRollback === true) return findBeforeRollback(name, vdiff.completedAt ?? verdict.completedAt, wanted);
      return findOldVDiff(name, vdiff.completedAt ?? verdict.completedAt, wanted);
    default:
      return verdict satisfies never;
  }
}

/**
 * True when a VDiff ended before stopped streams were started again. Vitess records the end in whole seconds, so an end in the same second
 * does not count as before.
 */
export function isBeforeStart(completedAt: Instant, startedAt: Instant): boolean {
  return completedAt + A_SECOND <= startedAt;
}

/** The streams are not those that were compared: Vitess forgets a VDiff when traffic goes back. */
function findBeforeRollback(name: string, completedAt: Instant, { now, severity }: VDiffWanted): readonly Finding[] {
  const evidence = `${name} finished ${formatAgo(now - completedAt)} ago, before the rollback: it does not speak for what came after`;
  return makeFinding("vdiff-before-start", severity, [evidence], AGAIN);
}

function findOldVDiff(name: string, completedAt: Instant, { maxAgeMs, startedAt, now, severity }: VDiffWanted): readonly Finding[] {
  const age = now - completedAt;
  if (age > maxAgeMs)
    return makeFinding("vdiff-old", severity, [`${name} finished ${formatAgo(age)} ago; it speaks for ${formatAgo(maxAgeMs)}`], AGAIN);
  if (startedAt !== undefined && isBeforeStart(completedAt, startedAt))
    return makeFinding(
      "vdiff-before-start",
      severity,
      [`${name} finished before the workflow was stopped and started again ${formatAgo(now - startedAt)} ago`],
      AGAIN,
    );
  return NOTHING;
}
