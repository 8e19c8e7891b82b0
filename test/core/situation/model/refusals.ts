import { findRollbackDeadline, findBrokenCall, findFollowed, findOutageCall } from "../../../../src/core/move/moves.ts";
import { callOff } from "../../../../src/core/operation/execution/call-off.ts";
import { decideGate, decideRescueGate, serveGate } from "../../../../src/core/operation/outcome/gates.ts";
import { listMovedTypes, type WorkflowOperation } from "../../../../src/core/operation/request/operations.ts";
import { type FaultNote, isBroken } from "../../../../src/core/operation/outcome/outcomes.ts";
import { DEFAULT_LIMITS } from "../../../../src/core/operation/request/policy.ts";
import { DEFAULT_TIMING } from "../../../../src/core/operation/execution/timing.ts";
import { isBegun } from "../../../../src/core/operation/outcome/begun.ts";
import type { ButtonKey } from "../../../../src/core/situation/press.ts";
import { deriveVDiffStanding } from "../../../../src/core/situation/vdiff-standing.ts";
import { A_SWITCH_LASTS_MS, FROZEN, isCopying, isCutOver, isRunning, isSwitching } from "../../../../src/core/move/phase.ts";
import type { Reading } from "../../../../src/core/readings/readings.ts";
import { doReadsStay } from "../../../../src/core/move/kind.ts";
import { listReadsLeft } from "../../../../src/core/move/reads-left.ts";
import { isPartial, deriveTraffic } from "../../../../src/core/move/traffic.ts";
import { COMPLETE_DEFAULTS, SWITCH_DEFAULTS } from "../../../../src/core/options/options.ts";
import { DEV } from "../../operation/model/people.ts";
import type { Case } from "./cases.ts";
import type { TabletType } from "../../../../src/core/options/kinds.ts";
import type { TableName } from "../../../../src/core/vitess/names.ts";

/** Why a press would be refused now, by the gates and rules that the verbs of `src/operations` use. Undefined if it does something. */
export function refusalOf(key: ButtonKey, it: Case): string | undefined {
  switch (key) {
    case "details":
    case "diagnose":
      return undefined;
    case "callOff":
      return callOff(it.known, { by: DEV, reason: "not now", at: it.now }) === undefined ? "nothing to call off" : undefined;
    case "start":
    case "stop":
      return startStop(key, it);
    case "vdiff":
      return vdiff(it);
    case "switch":
    case "switchAgain":
      return busy(it) ?? operation({ verb: "switch", options: SWITCH_DEFAULTS }, it) ?? compared(it);
    case "switchReads":
      return busy(it) ?? operation({ verb: "switch", options: { ...SWITCH_DEFAULTS, tabletTypes: stillAtSource(it) } }, it);
    case "reverseReads":
      return busy(it) ?? operation({ verb: "reverse", options: { ...SWITCH_DEFAULTS, tabletTypes: READS } }, it);
    case "reverse":
    case "reverseAgain":
      return busy(it) ?? operation({ verb: "reverse", options: SWITCH_DEFAULTS }, it);
    case "rollBack":
      return it.now < (findRollbackDeadline(it.known.move) ?? 0)
        ? (busy(it) ?? operation({ verb: "reverse", options: SWITCH_DEFAULTS }, it))
        : "not armed";
    case "rollBackReads":
      // The soak started after the last reading, which need not show the reads switched.
      if (it.known.execution?.state.kind !== "soaking") return "nothing soaks";
      return it.known.reading !== undefined && doReadsStay(it.known.reading) ? "tenant-stays" : undefined;
    case "complete":
      return (
        busy(it) ?? operation({ verb: "complete", options: COMPLETE_DEFAULTS }, it) ?? (isShardByShard(it) ? "partial-complete" : undefined)
      );
    case "rescue":
      return rescue(it);
    case "serveRules":
      return serve(it);
    default:
      return key satisfies never;
  }
}

const READS: readonly TabletType[] = ["REPLICA", "RDONLY"];

/** The types that a button for the remaining reads requests. */
function stillAtSource({ known: { move, reading } }: Case): readonly TabletType[] {
  return reading === undefined ? [] : listReadsLeft(move, reading);
}

/** `ruledOut` in requests/open-request.ts. */
function busy({ known: { request, execution } }: Case): string | undefined {
  if (execution !== undefined) return "execution-running";
  return request === undefined ? undefined : "request-open";
}

/** `lookAtMove` in requests/request-operation.ts. */
function operation(wanted: WorkflowOperation, { known: { reading }, moment: { subject } }: Case): string | undefined {
  if (reading?.workflow === undefined) return "workflow-missing";
  const gate = decideGate({ operation: wanted, types: listMovedTypes(wanted), subject }, reading, Number.POSITIVE_INFINITY);
  if (gate.kind === "closed") return gate.reason;
  return gate.kind === "wait" && !isSwitching(reading) ? "locked" : undefined;
}

/** Preflight requires a good VDiff for a switch of writes that has not started. */
function compared({ known: { move, reading }, moment: { subject }, now }: Case): string | undefined {
  if (reading === undefined || isBegun({ reading, subject })) return undefined;
  const { kind } = deriveVDiffStanding(move, DEFAULT_LIMITS.vdiffMaxAgeMs, now);
  return kind === "good" ? undefined : `vdiff ${kind}`;
}

function isShardByShard({ known: { reading } }: Case): boolean {
  return reading?.workflow !== undefined && isPartial(reading.workflow);
}

/** moves/start-stop.ts */
function startStop(doing: "start" | "stop", { known: { reading, execution } }: Case): string | undefined {
  if (execution !== undefined) return "execution-running";
  const workflow = reading?.workflow;
  if (reading === undefined || workflow === undefined) return "unknown-workflow";
  if (workflow.streams.some(({ message }) => message === FROZEN) || isCutOver(workflow)) return "frozen";
  if (doing === "start" && workflow.subType === "AtomicCopy" && isCopying(workflow)) return "atomic-copy-stopped";
  const { streams } = workflow;
  const isAtItsEnd = streams.some(({ message }) => message === "Stopped after copy.") && !isCopying(workflow);
  if (doing === "start" && isAtItsEnd) return "stops-after-copy";
  return isSwitching(reading) ? "workflow-locked" : undefined;
}

/** moves/vdiff.ts */
function vdiff({ known: { move, reading, execution } }: Case): string | undefined {
  if (execution !== undefined) return "execution-running";
  const workflow = reading?.workflow;
  if (workflow === undefined) return "unknown-workflow";
  if (workflow.streams.some(({ message }) => message === FROZEN)) return "vdiff-after-switch";
  if (isCopying(workflow)) return "vdiff-while-copying";
  if (!isRunning(workflow)) return "vdiff-not-running";
  const known = findFollowed(move)?.vdiff;
  return known !== undefined && known.report === undefined ? "vdiff-running" : undefined;
}

/** moves/rescue.ts */
function rescue({ known: { move, reading, execution }, moment: { subject }, now }: Case): string | undefined {
  const state = execution?.state;
  if (state !== undefined && (state.kind !== "calling" || !isOver(state.call, now))) return "execution-running";
  // Its reverse workflow knows the shards of both sides as well.
  if (reading === undefined || (reading.workflow === undefined && reading.reverse === undefined)) return "workflow-missing";
  const [here, there] = [blockedOn(subject, reading, "source"), blockedOn(subject, reading, "target")];
  if (here.length === 0 && there.length === 0) return findFollowed(move)?.notTold === undefined ? "nothing-denied" : undefined;
  const broken =
    state?.kind === "calling" && execution?.proposal.kind === "workflow"
      ? { ...BROKEN, startedAt: state.call.startedAt, brokeAt: state.call.end?.at ?? now }
      : findBrokenCall(move);
  const gate = decideRescueGate(
    { ...subject, ...(there.length > 0 ? { side: "target", denied: there } : { side: "source", denied: here }) },
    reading,
    broken,
  );
  if (gate.kind === "closed") return gate.reason;
  const since = findFollowed(move)?.told.alarmSince;
  const isOwn = (state?.kind === "calling" && execution?.proposal.kind === "workflow") || findOutageCall(move, now) !== undefined;
  const hasLasted = isOwn || (since !== undefined && now - since >= A_SWITCH_LASTS_MS);
  return reading.locksUnknown === true && !hasLasted ? "switch-alive" : undefined;
}

/** moves/rescue.ts, for saved rules that are not served. */
function serve({ known: { move, reading, execution }, moment: { subject }, now }: Case): string | undefined {
  const state = execution?.state;
  if (state !== undefined && (state.kind !== "calling" || !isOver(state.call, now))) return "execution-running";
  if (reading === undefined || (reading.workflow === undefined && reading.reverse === undefined)) return "workflow-missing";
  const gate = serveGate({ ...subject, ...reading.workflow, targetKeyspace: subject.move.targetKeyspace, tables: move.tables }, reading);
  return gate.kind === "closed" ? gate.reason : undefined;
}

/** Table by table: the denied ones whose writes are routed to that side. */
function blockedOn(subject: Case["moment"]["subject"], reading: Reading, side: "source" | "target"): readonly TableName[] {
  const { sourceKeyspace, move, tables } = subject;
  const keyspace = side === "source" ? sourceKeyspace : move.targetKeyspace;
  return tables.filter((table) => {
    const isShared = side === "target" && reading.workflow?.tenant !== undefined;
    const isThere =
      isShared || deriveTraffic(reading, [table], sourceKeyspace, move.targetKeyspace).writes === (side === "source" ? "none" : "all");
    return isThere && reading.denied.some((one) => one.keyspace === keyspace && one.tables.includes(table));
  });
}

const BROKEN = { verb: "switch", types: [], executionId: "r1" } as const;

function isOver({ startedAt, end }: { readonly startedAt: number; readonly end?: { readonly fault?: FaultNote } }, now: number): boolean {
  return end === undefined ? now >= startedAt + DEFAULT_TIMING.takeOverAfterMs : isBroken(end.fault);
}
