import type { Move } from "../../core/moves.ts";
import { moveId, parseMoveId } from "../../core/names.ts";
import { vdiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import type { VerbDeps } from "../deps.ts";
import { explainText } from "../explain-fault.ts";
import { lookAtVDiff } from "./look-at-vdiff.ts";
import { tell } from "./tell.ts";

const WHILE_RUNNING_MS = 3_000;
// Vitess writes a VDiff's rows before it answers the create.
const SHOWN_AFTER_MS = 60_000;

/** Follows the VDiff that Tandem started to its end, and reports it once. Returns when to look again, or undefined when it is told. */
export async function watchVDiff(
  deps: Pick<VerbDeps, "records" | "jobs" | "vitess" | "noteUnknown">,
  id: string,
): Promise<number | undefined> {
  const move = await deps.records.moves.get(id);
  const name = parseMoveId(id);
  if (name === undefined || move?.vdiff === undefined || move.vdiff.reported || move.ended !== undefined) return undefined;
  const { uuid } = move.vdiff;
  const vdiff = await lookAtVDiff(deps.vitess(name.cluster), name, uuid);
  if (vdiff === undefined) return (await isLost(deps, id, move.vdiff)) ? undefined : WHILE_RUNNING_MS;
  const verdict = vdiffVerdict(vdiff, move.tables);
  if (verdict.kind === "running") return WHILE_RUNNING_MS;

  const tookMs = duration(vdiff);
  const isNew = await deps.records.addEntry(
    id,
    { kind: "vdiff-report", vdiff, verdict, ...(tookMs === undefined ? {} : { tookMs }) },
    `vdiff-report:${uuid}:${move.vdiff.startedAt}`,
  );
  // The report explains it where it is shown; here it only comes onto the rule book's list.
  if (isNew && verdict.kind === "failed") for (const { message } of verdict.errors) explainText(deps, message);
  if (isNew) await deps.records.audit({ kind: "vdiff-ended", moveId: id, facts: { uuid, verdict: verdict.kind } });
  await deps.records.moves.change(id, (current) => ({
    write: current.vdiff?.uuid === uuid ? { ...current, vdiff: { ...current.vdiff, reported: true } } : current,
    result: undefined,
  }));
  await tell(deps.jobs, moveId(name));
  return undefined;
}

/** Somebody deleted it elsewhere: there is nothing to report, and nothing to wait for. */
async function isLost(
  { records }: Pick<VerbDeps, "records">,
  id: string,
  { uuid, startedAt }: NonNullable<Move["vdiff"]>,
): Promise<boolean> {
  if ((await records.now()) - startedAt < SHOWN_AFTER_MS) return false;
  await records.moves.change(id, ({ vdiff, ...move }) =>
    vdiff?.uuid === uuid ? { write: move, result: undefined } : { result: undefined },
  );
  return true;
}

/** Both times by Vitess's clock. */
function duration(vdiff: VDiff): number | undefined {
  const started = vdiff.shards.map((shard) => shard.startedAt ?? Number.NaN);
  const completed = vdiff.shards.map((shard) => shard.completedAt ?? Number.NaN);
  const took = Math.max(...completed) - Math.min(...started);
  return Number.isFinite(took) && took >= 0 ? took : undefined;
}
