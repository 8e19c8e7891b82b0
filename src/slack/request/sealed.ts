import type { Instant } from "../../core/readings.ts";
import type { Request, Seal } from "../../core/acts/requests.ts";
import { trafficFromWords } from "../../core/state/traffic.ts";
import type { VDiffVerdict } from "../../core/vdiff/verdict.ts";
import { code } from "../text/escape.ts";
import { bytes, exact, short } from "../text/numbers.ts";
import { moment } from "../text/times.ts";

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

/** The facts that a request is sealed to, in one line, and the sizes that go with it. */
export function sealedLines(request: Request, vdiffMaxAgeMs: number, now: Instant): readonly string[] {
  const { seal, shown, digest } = request;
  if (seal.act.verb === "restore") {
    return [`*State it is sealed to*: the routing rules as they were when this was asked · seal ${code(digest.slice(0, 8))}`];
  }
  if (seal.act.verb === "override")
    return [sizes(request), `Seal ${code(digest.slice(0, 8))}: this step, these findings, this reason`].filter((line) => line !== "");
  const lag =
    shown.lag === undefined ? undefined : shown.lag.kind === "seconds" ? `lag ${shown.lag.value} s` : "lag not measurable while copying";
  const reverse = seal.reverse === "absent" ? undefined : `reverse workflow ${seal.reverse}`;
  const facts = [trafficWords(seal.trafficState), `streams: ${streams(seal)}`, lag, reverse, vdiff(request, vdiffMaxAgeMs, now)];
  return [
    `*State it is sealed to*: ${facts.filter((fact) => fact !== undefined).join(" · ")} · seal ${code(digest.slice(0, 8))}`,
    sizes(request),
  ].filter((line) => line !== "");
}

function trafficWords(state: string): string {
  if (state === "") return "traffic state not known";
  const { reads, writes } = trafficFromWords(state);
  if (reads === "some" || writes === "some") return code(state, 200);
  return reads === writes ? `reads and writes ${SHARES[reads]}` : `reads ${SHARES[reads]}, writes ${SHARES[writes]}`;
}

function streams({ streams: words }: Seal): string {
  return words.length === 0 ? "none" : code(words.join(", "), 150);
}

function vdiff({ seal, shown }: Request, maxAgeMs: number, now: Instant): string {
  if (seal.vdiff === undefined) return "*no VDiff: nothing was compared*";
  const { uuid, verdict } = seal.vdiff;
  const at = shown.vdiffCompletedAt;
  const when = at === undefined ? "" : `, finished ${moment(at, now)}`;
  const old = at !== undefined && now - at > maxAgeMs ? ", *too old to speak for this*" : "";
  const before = shown.vdiffBeforeStart === true ? ", *before the workflow was stopped and started again*" : "";
  return `VDiff ${code(uuid.slice(0, 8))} ${VDIFF_WORDS[verdict]}${when}${old}${before}`;
}

function sizes({ seal, shown }: Request): string {
  if (shown.sizes.length === 0) return "";
  const rows = shown.sizes.reduce((sum, size) => sum + size.rows, 0n);
  const data = shown.sizes.reduce((sum, size) => sum + size.bytes, 0n);
  const count = seal.tables.length;
  return `${exact(count)} ${count === 1 ? "table" : "tables"}, about ${short(rows)} rows, ${bytes(data)} by MySQL's estimate.`;
}
