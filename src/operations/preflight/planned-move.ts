import { isActive, type Move, type Planned } from "../../core/move/moves.ts";
import { type MoveName, moveId, type Keyspace } from "../../core/vitess/names.ts";
import { blockers, evidenceOf, type JudgedFinding } from "../../core/findings/overrides.ts";
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
 * Remembers a create that preflight stopped, so that it can be overridden: as a move that is not created, without a card. A move that is
 * followed already is left as it is, and given back.
 */
export async function keepPlan(
  deps: Pick<VerbDeps, "records" | "jobs">,
  name: MoveName,
  stopped: StoppedCreate,
  asker: Asker,
): Promise<Move | undefined> {
  const { sourceKeyspace, plan, findings } = stopped;
  const stopping = blockers(findings);
  const tables = plan.tables.toSorted();
  const planned = { blocking: stopping.map((one) => one.code), evidence: evidenceOf(stopping), sourceKeyspace, tables };
  await deps.records.saveSizes(moveId(name), plan.sizes);
  return commit<Move | undefined>(deps, moveId(name), ({ move }) => {
    if (move?.state.kind === "followed") return { result: move };
    if (move?.state.kind === "planned") return { move: { ...move, state: { ...move.state, planned } }, result: undefined };
    const overrides = move?.overrides === undefined ? {} : { overrides: move.overrides };
    return {
      move: { ...plannedMove(name, planned, asker), ...overrides, state: { kind: "planned", planned, shown: false } },
      result: undefined,
    };
  });
}

/** Gives a stopped create a card and a thread of its own, for people to decide in. Undefined when no create of this name was stopped. */
export async function openPlan(deps: Pick<VerbDeps, "records" | "jobs">, name: MoveName, asker: Asker): Promise<Move | undefined> {
  const opened = await commit<{ readonly move: Move; readonly isNew: boolean } | undefined>(deps, moveId(name), ({ move: current }) => {
    if (current?.state.kind !== "planned") return { result: undefined };
    if (current.state.shown) return { result: { move: current, isNew: false } };
    const overrides = current.overrides === undefined ? {} : { overrides: current.overrides };
    const move: Move = { ...plannedMove(name, current.state.planned, asker), ...overrides };
    return { move, result: { move, isNew: true } };
  });
  if (opened?.isNew === true) await deps.records.forgetMessage(`card:${moveId(name)}:${asker.channel}`);
  return opened?.move;
}

function plannedMove(name: MoveName, planned: Planned, asker: Asker): Move {
  const { sourceKeyspace, tables } = planned;
  const { by: askedBy, at: askedAt, channel } = asker;
  return { name, sourceKeyspace, tables, askedBy, askedAt, channel, followers: [], state: { kind: "planned", planned, shown: true } };
}

/** Takes the card of a planned move away when nothing can come of it any more: no request is open, no override counts, and some time has passed. */
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
