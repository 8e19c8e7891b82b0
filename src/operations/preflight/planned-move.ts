import { isActive, type Move, type BlockedCreate } from "../../core/move/moves.ts";
import { type MoveName, moveId, type Keyspace } from "../../core/vitess/names.ts";
import { selectBlockers, collectEvidence, type JudgedFinding } from "../../core/findings/overrides.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { commit } from "../commit.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import type { CreatePlan } from "./plan-create.ts";

/** A create that preflight stopped, with what it would have made. */
interface StoppedCreate {
  readonly sourceKeyspace: Keyspace;
  readonly plan: CreatePlan;
  readonly findings: readonly JudgedFinding[];
}

/**
 * Keeps a create that preflight stopped, so that it can be overridden: as a planned move without a card. If a move of this name is followed
 * already, changes nothing and returns that move.
 */
export async function keepPlan(
  deps: Pick<VerbDeps, "records" | "jobs">,
  name: MoveName,
  stopped: StoppedCreate,
  asker: Asker,
): Promise<Move | undefined> {
  const { sourceKeyspace, plan, findings } = stopped;
  const stopping = selectBlockers(findings);
  const tables = plan.tables.toSorted();
  const planned = { blocking: stopping.map((one) => one.code), evidence: collectEvidence(stopping), sourceKeyspace, tables };
  await deps.records.saveSizes(moveId(name), plan.sizes);
  return commit<Move | undefined>(deps, moveId(name), ({ move }) => {
    if (move?.state.kind === "followed") return { result: move };
    if (move?.state.kind === "planned") return { move: { ...move, state: { ...move.state, planned } }, result: undefined };
    const overrides = move?.overrides === undefined ? {} : { overrides: move.overrides };
    return {
      move: { ...createPlannedMove(name, planned, asker), ...overrides, state: { kind: "planned", planned, shown: false } },
      result: undefined,
    };
  });
}

/** Gives a stopped create a card and a thread, where people decide on it. Undefined if no create of this name was stopped. */
export async function openPlan(deps: Pick<VerbDeps, "records" | "jobs">, name: MoveName, asker: Asker): Promise<Move | undefined> {
  const opened = await commit<{ readonly move: Move; readonly isNew: boolean } | undefined>(deps, moveId(name), ({ move: current }) => {
    if (current?.state.kind !== "planned") return { result: undefined };
    if (current.state.shown) return { result: { move: current, isNew: false } };
    const overrides = current.overrides === undefined ? {} : { overrides: current.overrides };
    const move: Move = { ...createPlannedMove(name, current.state.planned, asker), ...overrides };
    return { move, result: { move, isNew: true } };
  });
  if (opened?.isNew === true) await deps.records.forgetMessage(`card:${moveId(name)}:${asker.channel}`);
  return opened?.move;
}

function createPlannedMove(name: MoveName, planned: BlockedCreate, asker: Asker): Move {
  const { sourceKeyspace, tables } = planned;
  const { by: askedBy, at: askedAt, channel } = asker;
  return { name, sourceKeyspace, tables, askedBy, askedAt, channel, followers: [], state: { kind: "planned", planned, shown: true } };
}

/** Ends a planned move whose time has passed and that has no open request and no valid override, and updates its card. */
export async function endLapsedPlan(deps: Pick<VerbDeps, "records" | "jobs" | "policy">, move: Move, now: Instant): Promise<void> {
  const id = moveId(move.name);
  const { approveByMs, useByMs } = deps.policy(move.name.cluster).limits;
  const until = Math.max(move.askedAt + approveByMs + useByMs, ...(move.overrides ?? []).map((one) => one.until));
  if (now < until) return;
  await commit(deps, id, ({ move: current, live }, at) =>
    current?.state.kind !== "planned" || !isActive(current) || live.request !== undefined
      ? { result: undefined }
      : {
          move: { ...current, state: { kind: "ended", at, how: "not-created" } },
          jobs: [{ job: "publish-cards", moveId: id }],
          result: undefined,
        },
  );
}
