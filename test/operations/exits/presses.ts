import { moveId } from "../../../src/core/names.ts";
import type { WorkflowOperation } from "../../../src/core/operation/operations.ts";
import { SWITCH_DEFAULTS } from "../../../src/core/options.ts";
import { pressOf } from "../../../src/core/situation/press.ts";
import { situation, type Situation } from "../../../src/core/situation/situation.ts";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { startOrStop } from "../../../src/operations/moves/start-stop.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { restoreRules } from "../../../src/operations/rules/restore-rules.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { ASKER, carriedOut, followed, outcomeOf } from "../moves.ts";
import { led, TABLES } from "./histories.ts";
import { BEN, C2C, CHO, PROD, POLICY, type Stage } from "../stage.ts";

const WAYS = ["start", "switch", "switchAgain", "reverse", "reverseAgain", "rollBack", "rescue", "serveRules"] as const;

/** A way that Tandem offers: a button, or the restore that the text names. */
export type Way = (typeof WAYS)[number] | "restore";

/** What Tandem says of the move after a fresh reading. */
export async function situationOf(stage: Stage): Promise<Situation> {
  await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
  const { move, live, now } = await stage.records.dossier(moveId(C2C));
  const reading = await stage.records.reading(moveId(C2C));
  if (move === undefined) throw new Error("no move");
  return situation({ move, ...live, ...(reading === undefined ? {} : { reading }) }, POLICY.limits, now);
}

/** The ways that it offers, what it calls next first. */
export function waysIn({ buttons, next }: Situation): readonly Way[] {
  const press: string | undefined = pressOf(next);
  const offered = buttons.map(({ key }): string => key).filter((key) => key !== press);
  const first = press === undefined ? [] : [press];
  return [...(next.kind === "restore-rules" ? (["restore"] as const) : []), ...[...first, ...offered].filter(isWay)];
}

function isWay(key: string): key is (typeof WAYS)[number] {
  return WAYS.some((way) => way === key);
}

const ALL: WorkflowOperation = { verb: "switch", options: { ...SWITCH_DEFAULTS, allAtOnce: true } };
const BACK: WorkflowOperation = { verb: "reverse", options: SWITCH_DEFAULTS };

/** Goes one way to its end; says how that ended. */
export async function go(stage: Stage, way: Way, id: string): Promise<string> {
  const { deps } = stage;
  const move = await followed(stage);
  const asker = { ...ASKER, id };
  if (way === "start")
    return (await startOrStop(deps, move, { doing: "start", shards: [] }, asker)).kind === "receipt" ? "started" : "refused";
  if (way === "restore") return restored(stage, id);
  const answer =
    way === "rescue" || way === "serveRules"
      ? await rescue(deps, move, C2C.workflow, asker)
      : await requestOperation(deps, move, way === "switch" || way === "switchAgain" ? ALL : BACK, asker);
  return answer.kind === "receipt" ? carried(stage, id) : `${answer.kind} ${"reason" in answer ? answer.reason : ""}`;
}

async function carried(stage: Stage, id: string): Promise<string> {
  if ((await stage.records.executions.get(id)) === undefined)
    for (const by of [BEN, CHO]) await castVote(stage.deps, { requestId: id, by, kind: "approve", reason: "" });
  await carriedOut(stage.deps, id);
  const outcome = await outcomeOf(stage, id);
  return outcome === undefined ? "no outcome" : `${outcome.kind} ${"reason" in outcome ? outcome.reason : ""}`;
}

/** The newest snapshot with which Tandem warns of nothing, as whoever is told to restore chooses one. */
async function restored(stage: Stage, id: string): Promise<string> {
  const command = { verb: "rules-restore", documents: [], name: C2C, whole: false } as const;
  for (const { id: snapshot } of await stage.records.snapshots(PROD)) {
    const preview = await restoreRules(stage.deps, PROD, { ...command, snapshot, dryRun: true }, { ...ASKER, id });
    if (preview.kind !== "rules-preview" || preview.lines.length === 0 || preview.outages.length > 0) continue;
    const answer = await restoreRules(stage.deps, PROD, { ...command, snapshot, dryRun: false }, { ...ASKER, id });
    if (answer.kind === "receipt") return carried(stage, id);
  }
  // The other half of the same sentence: its tables lead to the target, in what GetRoutingRules answers.
  await led("customer", TABLES).happen(stage);
  return "led by hand";
}
