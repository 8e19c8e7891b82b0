import type { Answer } from "../../../src/core/command/answers.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { findStepButton } from "../../../src/core/situation/press.ts";
import { deriveSituation, type Situation } from "../../../src/core/situation/situation.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { startOrStop } from "../../../src/operations/moves/start-stop.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { restoreRules } from "../../../src/operations/requests/restore-rules.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { sayNextStep } from "../../../src/slack/wording/next.ts";
import { openWireClient } from "../../../practice/vtctld/rpc/wire-client.ts";
import { ASKER, carriedOut, followed, outcomeOf, REVERSE, SWITCH_AT_ONCE } from "../moves.ts";
import { led, TABLES } from "./histories.ts";
import { BEN, C2C, CHO, PROD, POLICY, type Harness } from "../harness.ts";
import { requestNamed } from "../../names.ts";

const WAYS = ["start", "switch", "switchAgain", "reverse", "reverseAgain", "rollBack", "rescue", "serveRules"] as const;

/** A way out that Tandem offers: a button, or the restore or the lines named in the text. */
export type Way = (typeof WAYS)[number] | "restore" | "pasted";

/** What Tandem says about the move after a fresh reading. */
export async function situationOf(harness: Harness): Promise<Situation> {
  await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
  const { move, live, now } = await harness.records.dossier(moveId(C2C));
  const reading = await harness.records.reading(moveId(C2C));
  if (move === undefined) throw new Error("no move");
  return deriveSituation({ move, ...live, ...(reading === undefined ? {} : { reading }) }, POLICY.limits, now);
}

/** The ways out on offer, the suggested next step first. */
export function waysIn({ buttons, next }: Situation): readonly Way[] {
  const press: string | undefined = findStepButton(next);
  const offered = buttons.map(({ key }): string => key).filter((key) => key !== press);
  const first = press === undefined ? [] : [press];
  const named = next.kind === "restore-rules" ? (["restore"] as const) : next.kind === "finish-rollback" ? (["pasted"] as const) : [];
  return [...named, ...[...first, ...offered].filter(isWay)];
}

function isWay(key: string): key is (typeof WAYS)[number] {
  return WAYS.some((way) => way === key);
}

/** Takes one way out to its end; returns how that ended. */
export async function go(harness: Harness, way: Way, id: string): Promise<string> {
  const { deps } = harness;
  const move = await followed(harness);
  const asker = { ...ASKER, id: requestNamed(id) };
  if (way === "start")
    return (await startOrStop(deps, move, { doing: "start", shards: [] }, asker)).kind === "receipt" ? "started" : "refused";
  if (way === "restore") return restored(harness, id);
  if (way === "pasted") return pasted(harness);
  if (way !== "rescue" && way !== "serveRules")
    return asked(harness, way === "switch" || way === "switchAgain" ? SWITCH_AT_ONCE : REVERSE, id);
  return ended(harness, await rescue(deps, move, C2C.workflow, asker), id);
}

/** An operation from request to outcome, or its refusal. */
export async function asked(harness: Harness, operation: WorkflowOperation, id: string): Promise<string> {
  try {
    return await ended(
      harness,
      await requestOperation(harness.deps, await followed(harness), operation, { ...ASKER, id: requestNamed(id) }),
      id,
    );
  } catch (error) {
    // The result of Vitess's own dry run is the answer to the command.
    if (error instanceof Fault) return error.message;
    throw error;
  }
}

function ended(harness: Harness, answer: Answer, id: string): Promise<string> | string {
  return answer.kind === "receipt" ? carried(harness, id) : `${answer.kind} ${"reason" in answer ? answer.reason : ""}`;
}

async function carried(harness: Harness, id: string): Promise<string> {
  if ((await harness.records.executions.get(id)) === undefined)
    for (const by of [BEN, CHO]) await castVote(harness.deps, { requestId: requestNamed(id), by, kind: "approve", reason: "" });
  await carriedOut(harness.deps, id);
  const outcome = await outcomeOf(harness, id);
  return outcome === undefined ? "no outcome" : `${outcome.kind} ${"reason" in outcome ? outcome.reason : ""}`;
}

/** The newest snapshot without a warning from Tandem, which is the one a person would restore. */
async function restored(harness: Harness, id: string): Promise<string> {
  const command = { verb: "rules-restore", documents: [], name: C2C, whole: false } as const;
  for (const { id: snapshot } of await harness.records.snapshots(PROD)) {
    const preview = await restoreRules(harness.deps, PROD, { ...command, snapshot, dryRun: true }, { ...ASKER, id: requestNamed(id) });
    if (preview.kind !== "rules-preview" || preview.lines.length === 0 || preview.outages.length > 0) continue;
    const answer = await restoreRules(harness.deps, PROD, { ...command, snapshot, dryRun: false }, { ...ASKER, id: requestNamed(id) });
    if (answer.kind === "receipt") return carried(harness, id);
  }
  // The other half of the same sentence: its tables lead to the target in what GetRoutingRules returns.
  await led("customer", TABLES).happen(harness);
  return "led by hand";
}

/** Does what a DBA is told to do about a workflow whose record is gone, with exactly those lines. */
async function pasted(harness: Harness): Promise<string> {
  const words = sayNextStep(await situationOf(harness));
  const [, from, stopped] = /Workflow --keyspace (\S+) start --workflow ([^`]+)`/.exec(words) ?? [];
  const [, workflow, keyspace] = /MoveTables --workflow (\S+) --target-keyspace (\S+) SwitchTraffic`/.exec(words) ?? [];
  const client = openWireClient(harness.simulator.address);
  try {
    if (stopped !== undefined)
      await client.call("WorkflowUpdate", { keyspace: from, tablet_request: { workflow: stopped, state: "Running" } });
    if (workflow === undefined) return "no line";
    const request = { keyspace, workflow, tablet_types: ["PRIMARY", "REPLICA", "RDONLY"], enable_reverse_replication: true };
    const { code, details } = await client.call("WorkflowSwitchTraffic", request);
    return code === 0 ? "succeeded" : details;
  } finally {
    client.close();
  }
}
