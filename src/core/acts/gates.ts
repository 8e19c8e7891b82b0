import type { Act } from "./acts.ts";
import type { TabletType } from "../options.ts";
import type { ActRefusal } from "./outcomes.ts";
import { hasError, isCopying, isCutOver, isFrozen, isRunning, isSwitching } from "../state/phase.ts";
import type { Reading, Workflow } from "../readings.ts";
import type { ActReading } from "../rules/restore.ts";
import { suffixOf, trafficOf } from "../state/traffic.ts";
import type { Subject } from "./verdict.ts";

/** What stands in the way of an act now: a plain no, or something that passes by itself. */
export type Gate =
  | { readonly kind: "open" }
  | { readonly kind: "closed"; readonly reason: ActRefusal }
  | { readonly kind: "wait"; readonly reason: "lag"; readonly lagSeconds: number; readonly limitSeconds: number }
  | { readonly kind: "wait"; readonly reason: "locked" };

/**
 * What stands between an act and its call. Looks for what Vitess's dry run does not see: stopped streams, streams that never found a source, a missing reverse workflow
 * (vitess.md, 23.0.3 items 3 and 9). `maxLagSeconds` is the stricter of the installation's and the command's.
 */
export function gateOf(act: Act, tabletTypes: readonly TabletType[], subject: Subject, reading: ActReading, maxLagSeconds: number): Gate {
  const { workflow } = reading;
  // Nothing is called for it, so nothing at Vitess can stand in its way.
  if (act.verb === "override") return open();
  if (act.verb === "restore") return restoreGate(reading);
  if (workflow === undefined) return closed("workflow-missing");
  if (act.verb === "rescue") return rescueGate(subject, reading);
  if (reading.lockHolders.length > 0) return { kind: "wait", reason: "locked" };
  const traffic = trafficOf(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
  switch (act.verb) {
    case "switch":
      if (mirrorsDoNotFit(reading, subject, tabletTypes)) return closed("mirror-rules-left");
      // A switch was cut off, before or after it moved the writes: the same switch again finishes it, whatever its streams look like.
      return traffic.writes === "none" && !isCutOver(workflow) ? switchGate(workflow, maxLagSeconds) : open();
    case "reverse":
      // The same for a way back that was cut off (by analogy with the switch: 23.0.3 item 27).
      if (reading.reverse !== undefined && isCutOver(reading.reverse)) return open();
      if (traffic.reads === "none" && traffic.writes === "none") return closed("not-switched");
      return tabletTypes.includes("PRIMARY") && traffic.writes !== "none" ? reverseGate(reading.reverse, maxLagSeconds) : open();
    case "complete":
      // A switch that was cut off looks switched; dropping the source's tables would then lose what they alone have.
      if (isCutOver(workflow) || (traffic.writes !== "none" && !isFrozen(workflow))) return closed("switch-unfinished");
      return traffic.reads === "all" && traffic.writes === "all" ? open() : closed("not-switched");
    case "cancel":
    // Before Vitess 18 nobody else asks: the streams of a switched workflow would go, and with them what finishes or reverses the switch.
    case "delete":
      if (traffic.writes !== "none") return closed("already-switched");
      // Rules that stay would go on sending reads to a target that is dropped, or that nothing keeps up to date any more.
      return act.options.keepRoutingRules && traffic.reads !== "none" ? closed("already-switched") : open();
    default:
      return act satisfies never;
  }
}

/**
 * SwitchTraffic removes the mirror rules of the types that it switches, where each table has one for each of them; where only some do, it
 * fails with `wrong number of pre-existing mirror rules` (vitess.md, 23.0.3 item 11). Reads and writes are looked at apart.
 */
function mirrorsDoNotFit({ rules }: Reading, { tables, sourceKeyspace }: Subject, types: readonly TabletType[]): boolean {
  const mirrored = new Set(rules.mirrors.map((rule) => rule.from));
  return [types.filter((type) => type !== "PRIMARY"), types.filter((type) => type === "PRIMARY")].some((group) => {
    const names = group.flatMap((type) => tables.map((table) => `${sourceKeyspace}.${table}${suffixOf(type)}`));
    const found = names.filter((name) => mirrored.has(name)).length;
    return found > 0 && found < names.length;
  });
}

/** Writes go back to the source only while routing still sends them there, and no switch is alive to take them away (23.0.3 item 24). */
function rescueGate({ tables, sourceKeyspace, move }: Subject, reading: Reading): Gate {
  if (isSwitching(reading)) return closed("switch-alive");
  const { writes } = trafficOf(reading, tables, sourceKeyspace, move.targetKeyspace);
  return writes === "none" ? open() : closed("routed-to-target");
}

/** Rules can be put back without a workflow, and so after it has ended. */
function restoreGate({ restore, lockHolders }: ActReading): Gate {
  if (restore === undefined) return closed("snapshot-missing");
  return lockHolders.length > 0 ? { kind: "wait", reason: "locked" } : open();
}

function switchGate(workflow: Workflow, maxLagSeconds: number): Gate {
  if (workflow.streams.some(hasError)) return closed("streams-not-running");
  const idle = workflow.streams.filter((stream) => stream.position === "");
  // Created without being started: what is missing is the start, and not a tablet to read from.
  if (idle.length > 0 && idle.every((stream) => stream.state === "Stopped")) return closed("streams-not-running");
  if (workflow.streams.length === 0 || idle.length > 0) return closed("stream-never-started");
  if (isCopying(workflow)) return closed("still-copying");
  if (workflow.streams.some((stream) => stream.state !== "Running")) return closed("streams-not-running");
  return lagGate(workflow, maxLagSeconds);
}

function reverseGate(reverse: Workflow | undefined, maxLagSeconds: number): Gate {
  if (reverse === undefined || !isRunning(reverse)) return closed("no-reverse-workflow");
  return lagGate(reverse, maxLagSeconds);
}

function lagGate(workflow: Workflow, limitSeconds: number): Gate {
  if (workflow.lag.kind === "copying") return closed("still-copying");
  const lagSeconds = workflow.lag.value;
  return lagSeconds > limitSeconds ? { kind: "wait", reason: "lag", lagSeconds, limitSeconds } : open();
}

function open(): Gate {
  return { kind: "open" };
}

function closed(reason: ActRefusal): Gate {
  return { kind: "closed", reason };
}
