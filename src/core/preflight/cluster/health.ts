import { isRunning, findRecentThrottle } from "../../move/phase.ts";
import type { Instant, Workflow } from "../../readings/readings.ts";
import type { ReplicaFact, ThrottlerCheckFact, ThrottlerFact } from "../facts/facts.ts";
import { listFew, type Finding, makeFinding, NOTHING, type Severity } from "../../findings/finding.ts";
import { type Sampled, listSeenValues } from "../facts/looked.ts";
import { findHeldBackPart } from "../../move/held-back.ts";

/** VReplication's apps, as the throttler names them. */
const APPS: readonly string[] = ["vreplication", "vcopier", "vplayer", "vstreamer", "rowstreamer", "all"];
/** Tablets of other types, such as BACKUP or DRAINED, feed no stream. */
const FEEDING: readonly string[] = ["REPLICA", "RDONLY"];
/** Switches with more streams than this have run into their time limits (issue #14325). */
const MANY = 64;

/**
 * Vitess keeps streaming from a replica that does not replicate: the stream is Running, the dry run passes, and the switch fails after its
 * whole timeout (docs/facts/streams-and-copy.md#silent-replica). `severity` is for a replica that does not replicate.
 */
export function findReplicationProblems(
  replication: Sampled<readonly ReplicaFact[]>,
  maxLagSeconds: number,
  severity: Severity,
): readonly Finding[] {
  const replicas = listSeenValues(replication).flatMap(({ where, value }) =>
    value.filter((one) => FEEDING.includes(one.type)).map((one) => ({ where, ...one })),
  );
  const broken = replicas
    .filter((one) => !one.replicating)
    .map((one) => `${one.tablet} (${one.type} of ${one.where}) does not replicate${one.lastError === "" ? "" : `: ${one.lastError}`}`);
  const behind = replicas
    .filter((one) => one.replicating && (one.lagSeconds === undefined || one.lagSeconds > maxLagSeconds))
    .map(
      (one) =>
        `${one.tablet} (${one.type} of ${one.where}): ${one.lagSeconds === undefined ? "MySQL does not know its lag" : `${one.lagSeconds} s behind`}`,
    );
  return [
    ...(broken.length === 0
      ? NOTHING
      : makeFinding(
          "not-replicating",
          severity,
          listFew(broken),
          "Fix its replication, or take the tablet out of service: a stream may read from it.",
        )),
    ...(behind.length === 0
      ? NOTHING
      : makeFinding("replica-lag", "warning", listFew(behind), "Wait until it has caught up; a stream may read from it.")),
  ];
}

/** The lag of a workflow whose streams run; otherwise lag means nothing. Only reports: the gate makes a switch wait for it. */
export function checkLag(workflow: Workflow, maxLagSeconds: number, code: "lag" | "reverse-lag"): readonly Finding[] {
  if (!isRunning(workflow) || workflow.lag.kind !== "seconds" || workflow.lag.value <= maxLagSeconds) return NOTHING;
  const evidence = [`lag of ${workflow.targetKeyspace}.${workflow.name}: ${workflow.lag.value} s, limit ${maxLagSeconds} s`];
  return makeFinding(code, "warning", evidence, "Wait until it has caught up; look at throttling and load if it does not.");
}

/** A throttled stream cannot catch up in time, yet throttled at the source its lag stays 0 (docs/facts/throttler.md#lag-stays-zero). */
export function findThrottled(
  workflow: Workflow | undefined,
  now: Instant,
  throttlers: Sampled<ThrottlerFact>,
  checks: Sampled<ThrottlerCheckFact>,
): readonly Finding[] {
  const recent = workflow === undefined ? undefined : findRecentThrottle(workflow, now);
  const rules = listSeenValues(throttlers).flatMap(({ where, value }) =>
    value.throttledApps
      // A throttler that is off throttles no app, whatever its rules say.
      .filter((one) => value.enabled && APPS.includes(one.name) && one.ratio > 0 && (one.expiresAt === undefined || one.expiresAt > now))
      .map((one) => `${where}: ${one.name} is held back ${Math.round(one.ratio * 100)}% of the time`),
  );
  const refused = listSeenValues(checks).flatMap(({ where, value }) =>
    value.ok ? [] : [`${where}: ${value.reason || "the throttler says no"}`],
  );
  const lines = [
    ...(recent === undefined ? [] : [`held back by the tablet throttler in the last minute: ${sayHeldBack(recent.component)}`]),
    ...rules,
    ...refused,
  ];
  if (lines.length === 0) return NOTHING;
  return makeFinding(
    "throttled",
    "warning",
    listFew(lines),
    "See what holds it back (throttler show), and end a rule that is not needed any more (unthrottle).",
  );
}

export function findManyStreams(workflow: Workflow): readonly Finding[] {
  if (workflow.streams.length <= MANY) return NOTHING;
  const evidence = [`${workflow.streams.length} streams: switches of so many have run into their time limit (issue #14325)`];
  return makeFinding("many-streams", "warning", evidence, "Switch with a longer --timeout, at a time of few writes.");
}

function sayHeldBack(component: string): string {
  const part = findHeldBackPart(component);
  return part === undefined ? component : `${part} (${component})`;
}
