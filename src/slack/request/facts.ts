import type { Instant } from "../../core/readings/readings.ts";
import type { WorkflowFacts } from "../../core/operation/request/facts.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { parseTraffic } from "../../core/move/traffic.ts";
import type { VDiffVerdict } from "../../core/vdiff/verdict.ts";
import { markCode } from "../text/escape.ts";
import { formatCounted, estimateWords, formatExact } from "../text/numbers.ts";
import { formatMoment } from "../text/times.ts";

const VDIFF_WORDS = {
  running: "still running",
  clean: "clean",
  limited: "*compared only some of the rows*",
  different: "*found differences*",
  incomplete: "*did not compare every table*",
  failed: "*failed*",
  stopped: "stopped before its end",
} as const satisfies Record<VDiffVerdict["kind"], string>;

const SHARES = { none: "not switched", some: "partly switched", all: "switched" } as const;

/** The approved facts of a request on one line, and the sizes with them. */
export function listFactLines(request: Request, vdiffMaxAgeMs: number, now: Instant): readonly string[] {
  const { proposal } = request;
  switch (proposal.kind) {
    case "restore":
      return ["*Checked* the routing rules as they were when this was requested"];
    case "override":
      return [saySizes(request)].filter((line) => line !== "");
    case "rescue":
      return [];
    case "workflow": {
      const { facts } = proposal;
      const reverse = facts.reverse === "absent" ? undefined : `reverse workflow ${facts.reverse}`;
      const line = [
        sayVDiff(request, facts, vdiffMaxAgeMs, now),
        sayLagShown(request, facts),
        `streams: ${sayStreams(facts)}`,
        reverse,
        sayTrafficState(facts.trafficState),
      ];
      return [`*Checks* ${line.filter((fact) => fact !== undefined).join(" · ")}`, saySizes(request)].filter((one) => one !== "");
    }
    default:
      return proposal satisfies never;
  }
}

/** A lag is meaningful only while every stream runs: that of frozen streams grows forever. */
function sayLagShown({ shown }: Request, facts: WorkflowFacts): string | undefined {
  if (shown.lag === undefined) return undefined;
  if (shown.lag.kind === "copying") return "lag not measurable while copying";
  return facts.streams.every((words) => words.endsWith(" running")) ? `lag ${shown.lag.value} s` : undefined;
}

function sayTrafficState(state: string): string {
  if (state === "") return "traffic state not known";
  const { reads, writes } = parseTraffic(state);
  if (reads === "some" || writes === "some") return markCode(state, 200);
  return reads === writes ? `reads and writes ${SHARES[reads]}` : `reads ${SHARES[reads]}, writes ${SHARES[writes]}`;
}

function sayStreams({ streams: words }: WorkflowFacts): string {
  return words.length === 0 ? "none" : markCode(words.join(", "), 150);
}

function sayVDiff({ shown }: Request, facts: WorkflowFacts, maxAgeMs: number, now: Instant): string {
  if (facts.vdiff === undefined) return "*no VDiff: nothing was compared*";
  const { verdict } = facts.vdiff;
  const at = shown.vdiffCompletedAt;
  const when = at === undefined ? "" : `, finished ${formatMoment(at, now)}`;
  const old = at !== undefined && now - at > maxAgeMs ? ", *too old to count*" : "";
  const before = shown.vdiffBeforeStart === true ? ", *before the workflow was stopped and started again*" : "";
  const forgotten = shown.vdiffBeforeRollback === true ? ", *before the rollback: compare again*" : "";
  return `VDiff ${VDIFF_WORDS[verdict]}${when}${old}${before}${forgotten}`;
}

/** How much data it concerns: what the VDiff compared, else MySQL's estimate, of which there may be none. */
function saySizes({ proposal, shown }: Request): string {
  const ofWorkflow = proposal.kind === "workflow" ? proposal.facts : undefined;
  const tables = formatCounted(ofWorkflow?.tables.length ?? shown.sizes.length, "table");
  if (shown.vdiffRows !== undefined && ofWorkflow?.vdiff !== undefined) {
    return `${tables}, ${formatExact(shown.vdiffRows)} rows compared by that VDiff.`;
  }
  return shown.sizes.length === 0 ? "" : `${tables}, ${estimateWords(shown.sizes)}.`;
}
