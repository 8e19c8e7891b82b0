import type { Act } from "../../core/acts/acts.ts";
import type { ApprovalRule } from "../../core/acts/approval.ts";
import type { Move } from "../../core/moves.ts";
import { moveId, qualified } from "../../core/names.ts";
import { approvalRule, type Policy, strictest } from "../../core/acts/policy.ts";
import type { Instant } from "../../core/readings.ts";
import type { Refused } from "../../core/refusals.ts";
import { type Request, type Seal, sealText, type Shown } from "../../core/acts/requests.ts";
import { settle } from "../carry-out/settle.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { countPeople, isUnread } from "./membership.ts";
import { refuse } from "../refusals.ts";
import { tell } from "../watch/tell.ts";

/** What rules a request out: one that is under way, or nobody to approve it. `touched`: keyspaces beyond the move's that it reaches. */
export async function ruledOut(
  deps: VerbDeps,
  move: Move,
  act: Act,
  { by }: Asker,
  touched: readonly string[] = [],
): Promise<Refused | undefined> {
  const mine = (name: Seal["move"]): boolean => moveId(name) === moveId(move.name);
  for (const execution of (await deps.records.executions.unsettled()).filter((one) => mine(one.move))) {
    if (execution.outcome === undefined) return refuse("execution-running", qualified(move.name));
    // Its outcome is in the thread, where people read it and go on, a moment before the last of its records is written.
    await settle(deps, execution);
  }
  if ((await deps.records.requests.live()).some((one) => mine(one.seal.move))) return refuse("request-open", qualified(move.name));
  if (isOnePress(move, act, await deps.records.now())) return undefined;
  const policy = deps.policy(move.name.cluster);
  if (policy.approvers.length === 0) return refuse("no-approvers", act.verb);
  const { people: needed, requesterCounts } = ruleFor(policy, move, act, touched);
  const people = await countPeople(deps.records, policy.approvers, requesterCounts ? undefined : by);
  if (people >= needed) return undefined;
  return (await isUnread(deps.records, policy.approvers))
    ? refuse("people-unknown", act.verb)
    : refuse("too-few-approvers", `${people} of ${needed}`);
}

/** Opens the vote on a sealed act: the request, its place in the thread, the audit and its clock. The same id again is the same request. */
export async function openRequest(
  deps: VerbDeps,
  move: Move,
  asker: Asker,
  id: string,
  now: Instant,
  seal: Seal,
  shown: Shown,
  touched: readonly string[] = [],
): Promise<void> {
  const { act } = seal;
  const policy = deps.policy(move.name.cluster);
  const request: Request = {
    id,
    channel: move.channel,
    askedBy: asker.by,
    askedAt: now,
    approveBy: now + policy.limits.approveByMs,
    useForMs: policy.limits.useByMs,
    rule: ruleFor(policy, move, act, touched),
    votes: [],
    state: { kind: "open" },
    seal,
    digest: deps.digest(sealText(seal)),
    shown,
    used: false,
  };
  await deps.records.requests.create(id, request);
  await deps.records.addEntry(moveId(move.name), { kind: "requested", requestId: id }, `request:${id}`);
  const facts = { request: id, verb: act.verb, digest: request.digest };
  await deps.records.audit({ kind: "requested", moveId: moveId(move.name), by: asker.by, facts });
  await deps.jobs.expireRequest(id, request.approveBy);
  await tell(deps.jobs, moveId(move.name));
}

/**
 * True while this act is one press: the way back of an armed move, as the switch's approvers knew it. Forced past tablets that do not
 * answer, or without a way to switch again, it is another act, and needs votes of its own.
 */
export function isOnePress({ rollbackUntil }: Move, act: Act, now: Instant): boolean {
  if (act.verb !== "reverse" || rollbackUntil === undefined || now >= rollbackUntil) return false;
  return !act.options.force && act.options.enableReverseReplication;
}

/**
 * An entry of the policy about a keyspace holds for what goes into it and for what leaves it. An act that reaches beyond the move, as a restore
 * does, has to satisfy the rule of every keyspace that it touches.
 */
function ruleFor(policy: Policy, { name, sourceKeyspace }: Move, { verb }: Act, touched: readonly string[]): ApprovalRule {
  const own = approvalRule(policy, verb, name.targetKeyspace, sourceKeyspace);
  return strictest([own, ...touched.map((keyspace) => approvalRule(policy, verb, keyspace))]);
}
