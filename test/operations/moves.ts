import type { Act } from "../../src/core/acts/acts.ts";
import type { EntryBody } from "../../src/core/entries.ts";
import type { Move } from "../../src/core/moves.ts";
import { type MoveName, moveId } from "../../src/core/names.ts";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, CREATE_DEFAULTS, SWITCH_DEFAULTS } from "../../src/core/options.ts";
import { isCopying } from "../../src/core/state/phase.ts";
import type { Reading } from "../../src/core/readings.ts";
import { ask } from "../../src/operations/requests/ask.ts";
import { carryOut } from "../../src/operations/carry-out/carry-out.ts";
import type { CarryOutDeps } from "../../src/operations/carry-out/deps.ts";
import { castVote } from "../../src/operations/requests/cast-vote.ts";
import { beginMove, createMove } from "../../src/operations/moves/create-move.ts";
import { readMove } from "../../src/operations/watch/read-move.ts";
import { ANA, BEN, C2C, CHO, move, MOVES, type Stage, until } from "./stage.ts";
import { setTimeout as sleep } from "node:timers/promises";

export const SWITCH: Act = { verb: "switch", options: SWITCH_DEFAULTS };
export const SWITCH_AT_ONCE: Act = { verb: "switch", options: { ...SWITCH_DEFAULTS, allAtOnce: true } };
export const REVERSE: Act = { verb: "reverse", options: SWITCH_DEFAULTS };
export const COMPLETE: Act = { verb: "complete", options: { ...COMPLETE_DEFAULTS, renameTables: true } };
export const CANCEL: Act = { verb: "cancel", options: CANCEL_DEFAULTS };

/** The source of every move here. */
export const COMMERCE = move("prod/commerce.any").targetKeyspace;
export const ASKER = { by: ANA, channel: MOVES, at: 1_767_225_600_000 };

/** Ana's move as it is recorded before Vitess is asked for it. */
export async function begunMove(stage: Stage, at: number): Promise<void> {
  const asker = { by: ANA, channel: MOVES, at };
  await beginMove(stage.deps, { name: C2C, sourceKeyspace: "commerce", tables: ["customer", "corder"], asker });
}

/** Ana's move of customer and corder, copied and running. */
export async function runningMove(stage: Stage): Promise<void> {
  const options = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: ["customer", "corder"] };
  await createMove(stage.deps, C2C, options, ASKER);
  await until(async () => {
    const [workflow] = await stage.vitess.workflows(C2C.targetKeyspace);
    return (
      workflow !== undefined &&
      workflow.streams.every((stream) => stream.state === "Running" && stream.position !== "") &&
      !isCopying(workflow)
    );
  });
}

/** The act, asked by Ana and approved by Ben and Cho. */
export async function approved(stage: Stage, act: Act, id: string, name: MoveName = C2C): Promise<void> {
  const answer = await ask(stage.deps, await followed(stage, name), act, ASKER, id);
  if (answer.kind !== "receipt") throw new Error(JSON.stringify(answer));
  for (const by of [BEN, CHO]) await castVote(stage.deps, { requestId: id, by, kind: "approve", reason: "" });
}

/** Does what the jobs would do, until the execution has ended. */
export async function carriedOut(deps: CarryOutDeps, id: string, limitMs = 45_000): Promise<void> {
  const end = Date.now() + limitMs;
  for (;;) {
    const next = await carryOut(deps, id);
    if (next.kind === "done") return;
    if (Date.now() > end) throw new Error(`${id} did not end in time`);
    await sleep(Math.min(next.inMs, 100));
  }
}

/** An act from ask to outcome, by the book. */
export async function done(stage: Stage, act: Act, id: string, name: MoveName = C2C): Promise<void> {
  await approved(stage, act, id, name);
  await carriedOut(stage.deps, id);
}

/** Tandem's record of the move. */
export async function followed(stage: Stage, name: MoveName = C2C): Promise<Move> {
  const found = await stage.records.moves.get(moveId(name));
  if (found === undefined) throw new Error("no move");
  return found;
}

/** The thread so far. */
export async function lines(stage: Stage): Promise<readonly EntryBody[]> {
  return (await stage.records.entries(moveId(C2C), 0)).map((entry) => entry.body);
}

export function nowReading(stage: Stage): Promise<Reading> {
  return readMove(stage.vitess, C2C, { sourceKeyspace: "commerce", tables: ["corder", "customer"] }, Date.now());
}
