import type { Act } from "../core/acts.ts";
import type { Answer } from "../core/answers.ts";
import type { ApprovalRule } from "../core/approval.ts";
import { gateOf } from "../core/gates.ts";
import type { Move } from "../core/moves.ts";
import { moveId, qualified } from "../core/names.ts";
import type { TabletType } from "../core/options.ts";
import { approvalRule, type Policy } from "../core/policy.ts";
import type { Instant, Reading } from "../core/readings.ts";
import { type Request, type Seal, sealText } from "../core/requests.ts";
import { sealOf } from "../core/seal.ts";
import type { VDiff } from "../core/vdiff.ts";
import { unasked } from "./carry-out/begin.ts";
import { settle } from "./carry-out/settle.ts";
import type { Asker, VerbDeps } from "./deps.ts";
import { lookAtVDiff } from "./look-at-vdiff.ts";
import { countPeople, isUnread } from "./membership.ts";
import type { Vitess } from "./ports.ts";
import { readMove } from "./read-move.ts";
import { refuse } from "./refusals.ts";
import { tell } from "./tell.ts";

/**
 * Asks for a guarded verb: looks, runs Vitess's dry run, seals what was seen, and opens the vote. Within the armed window
 * ReverseTraffic is carried out at once, because every second of a bad switch counts. `askId` makes a second run the same ask.
 */
export async function ask(deps: VerbDeps, move: Move, act: Act, asker: Asker, askId: string): Promise<Answer> {
  if ((await deps.records.requests.get(askId)) !== undefined) return receipt(move, "asked");
  if ((await deps.records.executions.get(askId)) !== undefined) return receipt(move, "rolling-back");
  const refusal = await standing(deps, move, act, asker);
  if (refusal !== undefined) return refusal;
  const vitess = deps.vitess(move.name.cluster);
  const now = await deps.records.now();
  const reading = await readMove(vitess, move.name, move, now);
  const vdiff = reading.workflow === undefined ? undefined : await lookAtVDiff(vitess, move.name);
  const seal = sealOf(act, move, reading, vdiff);
  if (seal === undefined) return refuse("workflow-missing", qualified(move.name));
  const gate = gateOf(act, typesOf(act), seal, reading, Number.POSITIVE_INFINITY);
  if (gate.kind === "closed") return refuse(gate.reason, qualified(move.name));
  if (act.verb === "reverse" && isArmed(move, now)) return rollBack(deps, move, seal, asker, askId, now);

  const lines = await dryRunLines(vitess, move, act);
  const request = await requestFor(deps, move, act, asker, askId, now, { reading, vdiff, seal, dryRun: lines });
  await deps.records.requests.create(request.id, request);
  await deps.records.addEntry(moveId(move.name), { kind: "requested", requestId: request.id }, `request:${request.id}`);
  await deps.records.audit({
    kind: "requested",
    moveId: moveId(move.name),
    by: asker.by,
    facts: { request: request.id, verb: act.verb, digest: request.digest },
  });
  await deps.jobs.expireRequest(request.id, request.approveBy);
  await tell(deps.jobs, moveId(move.name));
  return receipt(move, "asked");
}

/** Only the dry run: nothing is asked of anybody. Its lines go to the thread as well. */
export async function dryRun(deps: VerbDeps, move: Move, act: Act, asker: Asker): Promise<Answer> {
  const lines = await dryRunLines(deps.vitess(move.name.cluster), move, act);
  const body = { kind: "dry-run", by: asker.by, verb: act.verb, lines } as const;
  await deps.records.addEntry(moveId(move.name), body, `dry-run:${act.verb}:${asker.at}`);
  await deps.jobs.publishThread(moveId(move.name));
  return { kind: "dry-run", move: move.name, verb: act.verb, lines };
}

/** What rules a request out before anything is read: nobody to approve it, or one that is under way. */
async function standing(deps: VerbDeps, move: Move, act: Act, { by }: Asker): Promise<Answer | undefined> {
  const mine = (name: Seal["move"]): boolean => moveId(name) === moveId(move.name);
  for (const execution of (await deps.records.executions.unsettled()).filter((one) => mine(one.move))) {
    if (execution.outcome === undefined) return refuse("execution-running", qualified(move.name));
    // Its outcome is in the thread, where people read it and go on, a moment before the last of its records is written.
    await settle(deps, execution);
  }
  if ((await deps.records.requests.live()).some((one) => mine(one.seal.move))) return refuse("request-open", qualified(move.name));
  if (act.verb === "reverse" && isArmed(move, await deps.records.now())) return undefined;
  const policy = deps.policy(move.name.cluster);
  if (policy.approvers.length === 0) return refuse("no-approvers", act.verb);
  const { people: needed, requesterCounts } = ruleFor(policy, move, act);
  const people = await countPeople(deps.records, policy.approvers, requesterCounts ? undefined : by);
  if (people >= needed) return undefined;
  return (await isUnread(deps.records, policy.approvers))
    ? refuse("people-unknown", act.verb)
    : refuse("too-few-approvers", `${people} of ${needed}`);
}

async function rollBack(deps: VerbDeps, move: Move, seal: Seal, asker: Asker, id: string, now: Instant): Promise<Answer> {
  await deps.records.executions.create(id, unasked(id, seal, asker.channel, asker.by, now, deps.policy(move.name.cluster).limits));
  await deps.records.audit({ kind: "rollback", moveId: moveId(move.name), by: asker.by, facts: { execution: id } });
  await deps.jobs.carryOut(id);
  return receipt(move, "rolling-back");
}

interface Looked {
  readonly reading: Reading;
  readonly vdiff: VDiff | undefined;
  readonly seal: Seal;
  readonly dryRun: readonly string[];
}

async function requestFor(deps: VerbDeps, move: Move, act: Act, asker: Asker, id: string, now: Instant, looked: Looked): Promise<Request> {
  const { reading, vdiff, seal } = looked;
  const policy = deps.policy(move.name.cluster);
  const completed = vdiff?.shards.map((shard) => shard.completedAt ?? 0) ?? [];
  const completedAt = completed.length === 0 || completed.includes(0) ? undefined : Math.max(...completed);
  // Two clocks: Vitess's and the store's. They need only agree within the time between a VDiff and a stop.
  const isBeforeStart = completedAt !== undefined && completedAt < (move.startedAt ?? 0);
  return {
    id,
    channel: move.channel,
    askedBy: asker.by,
    askedAt: now,
    approveBy: now + policy.limits.approveByMs,
    useForMs: policy.limits.useByMs,
    rule: ruleFor(policy, move, act),
    votes: [],
    state: { kind: "open" },
    seal,
    digest: deps.digest(sealText(seal)),
    shown: {
      ...(reading.workflow === undefined ? {} : { lag: reading.workflow.lag }),
      ...(completedAt === undefined ? {} : { vdiffCompletedAt: completedAt }),
      ...(isBeforeStart ? { vdiffBeforeStart: true } : {}),
      sizes: await deps.records.sizes(moveId(move.name)),
      dryRun: looked.dryRun,
    },
    used: false,
  };
}

/** An entry of the policy about a keyspace holds for what goes into it and for what leaves it. */
function ruleFor(policy: Policy, { name, sourceKeyspace }: Move, { verb }: Act): ApprovalRule {
  return approvalRule(policy, verb, name.targetKeyspace, sourceKeyspace);
}

/** Cancel has no dry run in Vitess. */
async function dryRunLines(vitess: Vitess, move: Move, act: Act): Promise<readonly string[]> {
  switch (act.verb) {
    case "switch":
      return vitess.switchTraffic(move.name, act.options, { direction: "forward", dryRun: true });
    case "reverse":
      return vitess.switchTraffic(move.name, act.options, { direction: "backward", dryRun: true });
    case "complete":
      return vitess.complete(move.name, act.options, { dryRun: true });
    case "cancel":
      return [];
    default:
      return act satisfies never;
  }
}

function isArmed(move: Move, now: Instant): boolean {
  return move.rollbackUntil !== undefined && now < move.rollbackUntil;
}

function typesOf(act: Act): readonly TabletType[] {
  return act.verb === "switch" || act.verb === "reverse" ? act.options.tabletTypes : [];
}

function receipt(move: Move, doing: "asked" | "rolling-back"): Answer {
  return { kind: "receipt", move: move.name, doing, tables: move.tables, sourceKeyspace: move.sourceKeyspace };
}
