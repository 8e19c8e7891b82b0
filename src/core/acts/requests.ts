import type { Act } from "./acts.ts";
import type { Ballot } from "./approval.ts";
import type { Lag } from "../state/lag.ts";
import type { MoveName } from "../names.ts";
import type { ChannelId } from "../people.ts";
import type { JudgedFinding } from "../preflight/overrides.ts";
import type { Instant, TableSize } from "../readings.ts";
import type { Outage } from "../rules/restore.ts";
import type { VDiffVerdict } from "../vdiff/verdict.ts";

/** The facts that approvers see and that must still hold when the act runs. */
export interface Seal {
  readonly act: Act;
  readonly move: MoveName;
  readonly sourceKeyspace: string;
  readonly sourceShards: readonly string[];
  readonly targetShards: readonly string[];
  readonly tables: readonly string[];
  readonly trafficState: string;
  /** `2 running`, `1 running, 1 stopped`, … in sorted order. */
  readonly streams: readonly string[];
  readonly reverse: "running" | "stopped" | "absent";
  readonly vdiff?: { readonly uuid: string; readonly verdict: VDiffVerdict["kind"] };
}

/** Shown beside the sealed facts, but free to change: a lag of 2 s instead of 0 must not undo an approval. */
export interface Shown {
  readonly lag?: Lag;
  /** By Vitess's clock; everything else here goes by the store's. */
  readonly vdiffCompletedAt?: Instant;
  /** It ended before the streams were stopped and started again. */
  readonly vdiffBeforeStart?: true;
  readonly sizes: readonly TableSize[];
  readonly dryRun: readonly string[];
  /** Running moves that a restore would route against their own state. */
  readonly outages?: readonly Outage[];
  /** What preflight found. Absent in requests of before it, and where it does not look. */
  readonly findings?: readonly JudgedFinding[];
}

/** Somebody's ask for a guarded verb, sealed to a digest; collects votes. */
export interface Request extends Ballot {
  readonly id: string;
  readonly channel: ChannelId;
  readonly askedAt: Instant;
  readonly seal: Seal;
  /** SHA-256 of {@link sealText}, hex. */
  readonly digest: string;
  readonly shown: Shown;
  /** A call is about to be sent on it, or was: it cannot be withdrawn any more. Absent again while the execution soaks or is held. */
  readonly underWay?: true;
  /** An execution came to its end on it: nothing more follows from this request. */
  readonly used: boolean;
}

/** True while something can still come of a request: votes, an expiry, an execution. */
export function isLive(request: Pick<Request, "state" | "used">): boolean {
  return request.state.kind === "open" || (request.state.kind === "approved" && !request.used);
}

/** The canonical text of a seal: equal facts give equal text, whatever order Vitess listed them in. */
export function sealText(seal: Seal): string {
  return stable({
    ...seal,
    sourceShards: seal.sourceShards.toSorted(),
    targetShards: seal.targetShards.toSorted(),
    tables: seal.tables.toSorted(),
    streams: seal.streams.toSorted(),
  });
}

/**
 * What differs between what was approved and what is so now, one short phrase a fact; empty when nothing does. `traffic` is what the
 * approved plan itself makes of the traffic before the step at hand.
 */
export function sealDifference(approved: Seal, now: Seal, traffic = approved.trafficState): readonly string[] {
  const facts: readonly [name: string, was: unknown, is: unknown][] = [
    ["traffic", traffic, now.trafficState],
    ["tables", approved.tables.toSorted().join(", "), now.tables.toSorted().join(", ")],
    ["streams", approved.streams.toSorted().join(", "), now.streams.toSorted().join(", ")],
    ["reverse workflow", approved.reverse, now.reverse],
    ["VDiff", vdiffWords(approved), vdiffWords(now)],
    ["source", sideWords(approved.sourceKeyspace, approved.sourceShards), sideWords(now.sourceKeyspace, now.sourceShards)],
    ["target shards", approved.targetShards.toSorted().join(", "), now.targetShards.toSorted().join(", ")],
  ];
  return facts.filter(([, was, is]) => was !== is).map(([name, was, is]) => `${name}: ${String(was)} → ${String(is)}`);
}

function sideWords(keyspace: string, shards: readonly string[]): string {
  return `${keyspace} ${shards.toSorted().join(", ")}`;
}

function vdiffWords(seal: Seal): string {
  return seal.vdiff === undefined ? "none" : `${seal.vdiff.uuid} ${seal.vdiff.verdict}`;
}

/** JSON with sorted keys and 64-bit numbers as text. */
function stable(value: unknown): string {
  if (typeof value === "bigint") return `"${value}"`;
  if (Array.isArray(value)) return `[${value.map(stable).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${stable(inner)}`).join(",")}}`;
}
