import type { Followed, Move } from "../../../../src/core/move/moves.ts";
import type { BrokenCall } from "../../../../src/core/move/broken-call.ts";
import { toChannelId, toPersonId } from "../../../../src/core/people/people.ts";
import { parseMoveId } from "../../../../src/core/vitess/names.ts";
import { keyspaceNamed, tablesNamed } from "../../../names.ts";

const NOW = 1_767_225_600_000;
const DAY = 24 * 3_600_000;

/** A switch whose answer never came. */
export const BROKEN: BrokenCall = { verb: "switch", types: ["PRIMARY"], startedAt: NOW - 9_000, brokeAt: NOW, executionId: "x1" };

/** The move `c2c` to a keyspace of prod. */
export function moveTo(keyspace: string, more: Partial<Followed> = {}): Move {
  const name = parseMoveId(`prod/${keyspace}.c2c`);
  if (name === undefined) throw new Error(keyspace);
  return {
    name,
    sourceKeyspace: keyspaceNamed("commerce"),
    tables: tablesNamed("corder"),
    channel: toChannelId("C0MOVES"),
    askedAt: NOW - DAY,
    askedBy: toPersonId("U0ANA"),
    followers: [],
    state: { kind: "followed", told: { phase: "running", error: "" }, ...more },
  };
}
