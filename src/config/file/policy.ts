import type { ApprovalRule } from "../../core/operation/request/approval.ts";
import { DEFAULT_LIMITS, type Limits, type Policy, type PolicyRule } from "../../core/operation/request/policy.ts";
import { FEWEST_APPROVALS } from "../vtctld.ts";
import type { WrittenPolicy, WrittenRule } from "./schema.ts";

/** A cluster's policy: its own value, else the file's value for all clusters, else the default. A list replaces a list. `placeOfRule`: where it is. */
export function mergePolicy(own: WrittenPolicy = {}, all: WrittenPolicy = {}, placeOfRule: (index: number) => string): Policy {
  const requesterCounts = own.requesterCounts ?? all.requesterCounts ?? false;
  const rules = own.rules ?? all.rules ?? [];
  const people = own.approvals ?? all.approvals ?? FEWEST_APPROVALS;
  const owners = own.owners ?? all.owners;
  const freezes = own.freezes ?? all.freezes;
  const breakGlass = own.breakGlass ?? all.breakGlass;
  const quietHours = own.quietHours ?? all.quietHours;
  return {
    operators: removeDuplicates(own.operators ?? all.operators),
    approvers: removeDuplicates(own.approvers ?? all.approvers),
    rule: { people, requesterCounts },
    rules: rules.map((rule, index) => toRule(rule, { people, requesterCounts }, placeOfRule(index))),
    ...(owners === undefined ? {} : { owners: owners.map(({ of, people: who, verbs = [] }) => ({ pattern: of, people: who, verbs })) }),
    ...(quietHours === undefined ? {} : { quietHours }),
    ...(freezes === undefined ? {} : { freezes }),
    ...(breakGlass === undefined ? {} : { breakGlass: breakGlass === false ? [] : removeDuplicates(breakGlass) }),
    limits: mergeLimits({ ...all.clocks, ...own.clocks }, { ...all.limits, ...own.limits }),
  };
}

function toRule(
  { name, verbs = [], keyspaces = [], approvals, requesterCounts, groups = [], clocks = {}, limits = {}, windows = [] }: WrittenRule,
  usual: ApprovalRule,
  place: string,
): PolicyRule {
  const { approveBy: approveByMs, useBy: useByMs, soak: soakMs, rollbackFor: rollbackMs } = clocks;
  const { maxLag, vdiffMaxAge: vdiffMaxAgeMs, vdiffRequired } = limits;
  return {
    name: name === undefined ? place : `${name}, ${place}`,
    verbs,
    keyspaces,
    rule: {
      people: approvals ?? usual.people,
      requesterCounts: requesterCounts ?? usual.requesterCounts,
      ...(groups.length === 0 ? {} : { oneOf: groups.map((group) => [group]) }),
    },
    limits: {
      ...(approveByMs === undefined ? {} : { approveByMs }),
      ...(useByMs === undefined ? {} : { useByMs }),
      ...(soakMs === undefined ? {} : { soakMs }),
      ...(rollbackMs === undefined ? {} : { rollbackMs }),
      ...(maxLag === undefined ? {} : { maxLagSeconds: maxLag / 1000 }),
      ...(vdiffMaxAgeMs === undefined ? {} : { vdiffMaxAgeMs }),
      ...(vdiffRequired === undefined ? {} : { vdiffRequired }),
    },
    ...(windows.length === 0 ? {} : { windows }),
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
