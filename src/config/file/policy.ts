import { DEFAULT_LIMITS, type Limits, type Policy } from "../../core/operation/request/policy.ts";
import { FEWEST_APPROVALS } from "../vtctld.ts";
import type { WrittenPolicy } from "./schema.ts";

/** A cluster's policy: its own value, else the file's value for all clusters, else the default. A list replaces a list. */
export function mergePolicy(own: WrittenPolicy = {}, all: WrittenPolicy = {}): Policy {
  const requesterCounts = own.requesterCounts ?? all.requesterCounts ?? false;
  const rules = own.rules ?? all.rules ?? [];
  const quietHours = own.quietHours ?? all.quietHours;
  return {
    operators: removeDuplicates(own.operators ?? all.operators),
    approvers: removeDuplicates(own.approvers ?? all.approvers),
    rule: { people: own.approvals ?? all.approvals ?? FEWEST_APPROVALS, requesterCounts },
    rules: rules.map(({ verbs = [], keyspaces = [], approvals, requesterCounts: counts = requesterCounts }) => ({
      verbs,
      keyspaces,
      rule: { people: approvals, requesterCounts: counts },
    })),
    ...(quietHours === undefined ? {} : { quietHours }),
    limits: mergeLimits({ ...all.clocks, ...own.clocks }, { ...all.limits, ...own.limits }),
  };
}

function mergeLimits(clocks: NonNullable<WrittenPolicy["clocks"]>, limits: NonNullable<WrittenPolicy["limits"]>): Limits {
  return {
    approveByMs: clocks.approveBy ?? DEFAULT_LIMITS.approveByMs,
    useByMs: clocks.useBy ?? DEFAULT_LIMITS.useByMs,
    soakMs: clocks.soak ?? DEFAULT_LIMITS.soakMs,
    rollbackMs: clocks.rollbackFor ?? DEFAULT_LIMITS.rollbackMs,
    maxLagSeconds: limits.maxLag === undefined ? DEFAULT_LIMITS.maxLagSeconds : limits.maxLag / 1000,
    vdiffMaxAgeMs: limits.vdiffMaxAge ?? DEFAULT_LIMITS.vdiffMaxAgeMs,
    vdiffRequired: limits.vdiffRequired ?? DEFAULT_LIMITS.vdiffRequired,
    countRows: limits.countRows ?? DEFAULT_LIMITS.countRows,
    holdMs: clocks.hold ?? DEFAULT_LIMITS.holdMs,
    createWaitMs: clocks.createWait ?? DEFAULT_LIMITS.createWaitMs,
    alarmAfterMs: clocks.alarmAfter ?? DEFAULT_LIMITS.alarmAfterMs,
    alarmAgainMs: clocks.alarmAgain ?? DEFAULT_LIMITS.alarmAgainMs,
  };
}

function removeDuplicates(ids: readonly string[] = []): readonly string[] {
  return [...new Set(ids)];
}
