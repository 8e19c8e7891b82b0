import type { Move } from "../../core/move/moves.ts";
import { type MoveName, moveId, qualifyName, type Keyspace, type TableName } from "../../core/vitess/names.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { commit } from "../commit.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { refuse } from "../refusals.ts";

/** A workflow to follow. `adopted`: it was begun elsewhere. */
export interface Begun {
  readonly name: MoveName;
  readonly sourceKeyspace: Keyspace;
  readonly tables: readonly TableName[];
  readonly asker: Asker;
  readonly adopted?: true;
}

/**
 * Begins to follow a workflow, with a new card even if an ended move had the same name. Of several creates of one name one begins; the
 * others are refused. The same command again is the same move.
 */
export async function beginMove(deps: Pick<VerbDeps, "records" | "jobs">, begun: Begun): Promise<Refused | undefined> {
  const { name, asker } = begun;
  const isNew = await commit<boolean | Refused>(deps, moveId(name), ({ move: current }) => {
    const move = createMoveRecord(begun);
    if (current === undefined) return { move, result: false };
    if (current.state.kind === "ended" || (current.state.kind === "planned" && !current.state.shown))
      return { move: keepCreateOverrides(current, move), result: true };
    // A planned move becomes this one and keeps its card and its thread.
    if (current.state.kind === "planned") return { move: { ...keepCreateOverrides(current, move), ...pickPlaces(current) }, result: false };
    if (isSameAsk(current, asker) || begun.adopted === true) return { result: false };
    return { result: refuseBegunBefore(current) };
  });
  if (typeof isNew !== "boolean") return isNew;
  if (isNew) await deps.records.forgetMessage(`card:${moveId(name)}:${asker.channel}`);
  return undefined;
}

/** Refuses, and says who was first. */
export function refuseBegunBefore({ name, askedBy: by, askedAt: at }: Move): Refused {
  return { ...refuse("workflow-exists", qualifyName(name)), earlier: { by, at, verb: "create" } };
}

function createMoveRecord({ name, sourceKeyspace, tables, asker, adopted }: Begun): Move {
  return {
    name,
    sourceKeyspace,
    tables: tables.toSorted(),
    askedBy: asker.by,
    askedAt: asker.at,
    ...(adopted === undefined ? {} : { adopted }),
    channel: asker.channel,
    followers: [],
    state: { kind: "followed", told: { phase: "creating", error: "" }, ...(adopted === undefined ? { creating: true } : {}) },
  };
}

function pickPlaces({ channel, followers, followedOn }: Move): Pick<Move, "channel" | "followers" | "followedOn"> {
  return { channel, followers, ...(followedOn === undefined ? {} : { followedOn }) };
}

/** Keeps the overrides for a create; those for a switch concern an earlier workflow of this name. */
function keepCreateOverrides({ overrides = [] }: Move, move: Move): Move {
  const own = overrides.filter((one) => one.step === "create");
  return own.length === 0 ? move : { ...move, overrides: own };
}

/** True if this very command has begun the move and Tandem still follows it. */
export function isSameAsk(move: Move | undefined, asker: Asker): boolean {
  return move?.state.kind === "followed" && move.askedBy === asker.by && move.askedAt === asker.at;
}
