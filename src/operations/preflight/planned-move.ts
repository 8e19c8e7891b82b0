import type { Move } from "../../core/moves.ts";
import { type MoveName, moveId } from "../../core/names.ts";
import type { CreateOptions } from "../../core/options.ts";
import { blockers, evidenceOf, type JudgedFinding } from "../../core/preflight/overrides.ts";
import type { Instant } from "../../core/readings.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import type { CreatePlan } from "../moves/plan-create.ts";

/**
 * Remembers a create that preflight stopped, so that it can be overridden: as a move that is not created, without a card. A move that is
 * there already is left as it is.
 */
export async function keepPlan(
  deps: Pick<VerbDeps, "records">,
  name: MoveName,
  { sourceKeyspace }: CreateOptions,
  { tables, sizes }: CreatePlan,
  findings: readonly JudgedFinding[],
  asker: Asker,
): Promise<void> {
  const id = moveId(name);
  const stopping = blockers(findings);
  const blocking = stopping.map((one) => one.code);
  const planned = { blocking, evidence: evidenceOf(stopping), sourceKeyspace, tables: tables.toSorted() };
  const move: Move = {
    name,
    sourceKeyspace,
    tables: planned.tables,
    askedBy: asker.by,
    askedAt: asker.at,
    channel: asker.channel,
    followers: [],
    told: { phase: "planned", error: "" },
    planned,
    ended: { at: await deps.records.now(), how: "not-created" },
  };
  await deps.records.saveSizes(id, sizes);
  if (await deps.records.moves.create(id, move)) return;
  await deps.records.moves.change(id, (current) =>
    current.ended === undefined && current.planned === undefined
      ? { result: undefined }
      : { write: { ...current, planned }, result: undefined },
  );
}

/** Gives a stopped create a card and a thread of its own, for people to decide in. Undefined when no create of this name was stopped. */
export async function openPlan(deps: Pick<VerbDeps, "records">, name: MoveName, asker: Asker): Promise<Move | undefined> {
  const id = moveId(name);
  const opened = await deps.records.moves.change(id, (current) => {
    const { planned } = current;
    if (planned === undefined) return { result: undefined };
    if (current.ended === undefined) return { result: { move: current, isNew: false } };
    const move: Move = {
      name,
      sourceKeyspace: planned.sourceKeyspace,
      tables: planned.tables,
      askedBy: asker.by,
      askedAt: asker.at,
      channel: asker.channel,
      followers: [],
      told: { phase: "planned", error: "" },
      planned,
      ...(current.overrides === undefined ? {} : { overrides: current.overrides }),
    };
    return { write: move, result: { move, isNew: true } };
  });
  if (opened?.isNew === true) await deps.records.forgetMessage(`card:${id}:${asker.channel}`);
  return opened?.move;
}

/** Ends a planned move when nothing can come of it any more: no request is open, no override counts, and some time has passed. */
export async function endLapsedPlan(deps: Pick<VerbDeps, "records" | "jobs" | "policy">, move: Move, now: Instant): Promise<void> {
  const id = moveId(move.name);
  const { approveByMs, useByMs } = deps.policy(move.name.cluster).limits;
  const until = Math.max(move.askedAt + approveByMs + useByMs, ...(move.overrides ?? []).map((one) => one.until));
  if (now < until) return;
  const isAwaited = (await deps.records.requests.live()).some((one) => moveId(one.seal.move) === id);
  if (isAwaited) return;
  await deps.records.moves.change(id, (current, at) =>
    current.planned === undefined || current.ended !== undefined
      ? { result: undefined }
      : { write: { ...current, ended: { at, how: "not-created" } }, result: undefined },
  );
  await deps.jobs.publishCards(id);
}
