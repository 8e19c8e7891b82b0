import { expect, test } from "vitest";
import { findFollowed, type Move, type Unreadable } from "../../../src/core/move/moves.ts";
import { parseMoveId } from "../../../src/core/vitess/names.ts";
import { toChannelId, toPersonId } from "../../../src/core/people/people.ts";
import { type Silence, announceSilence } from "../../../src/core/situation/silence.ts";
import { keyspaceNamed, tablesNamed } from "../../names.ts";

const NOW = 1_767_225_600_000;
const DAY = 24 * 3_600_000;
const WORDS = { why: "vtctld does not answer.", next: "Check that it runs." };
const EVERYWHERE: Unreadable = { since: NOW, tries: 2, ...WORDS, told: "everywhere", isWholeCluster: true };

function moveTo(keyspace: string, unreadable?: Unreadable, more: object = {}): Move {
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
    state: { kind: "followed", told: { phase: "running", error: "" }, ...(unreadable === undefined ? {} : { unreadable }), ...more },
  };
}

/** The second failed attempt to read a move, next to another move. */
function besides(other: Move, how: Partial<Silence> = {}, of: Move = moveTo("customer", { since: NOW, tries: 1, ...WORDS })) {
  const silence: Silence = { kind: "failed", since: NOW, ...WORDS, isWholeCluster: true, all: [of, other], ...how };
  const { move, entries, notices } = announceSilence(of, silence, NOW + 15_000);
  return { told: findFollowed(move)?.unreadable?.told, move, entries: entries.length, notices: notices.length };
}

test("moves that go silent together are one line in the operators' channel", () => {
  expect(besides(moveTo("other", EVERYWHERE))).toMatchObject({ told: "thread", entries: 1, notices: 0 });
});

test("a move that nobody could read for days does not hide an outage of the whole cluster", () => {
  const forgotten = moveTo("forgotten", { ...EVERYWHERE, since: NOW - 3 * DAY });
  expect(besides(forgotten)).toMatchObject({ told: "everywhere", entries: 1, notices: 1 });
});

test("a shard without a primary is not an outage of the whole cluster, for its own keyspace or another", () => {
  const { isWholeCluster: _, ...headless } = EVERYWHERE;
  expect(besides(moveTo("other", headless))).toMatchObject({ told: "everywhere", notices: 1 });
  expect(besides(moveTo("other", EVERYWHERE), { isWholeCluster: false })).toMatchObject({ told: "everywhere", notices: 1 });
});

test("operators always hear of a broken-off call of Tandem's own, whatever they have heard before", () => {
  const broken = { verb: "switch", types: ["PRIMARY"], startedAt: NOW - 9_000, brokeAt: NOW, executionId: "x1" } as const;
  const mine = moveTo("customer", undefined, { unheard: [broken] });
  expect(besides(moveTo("other", EVERYWHERE), {}, mine)).toMatchObject({ told: "everywhere", notices: 1 });
});

test("if the announced move is read again while another stays silent, that one is announced to the operators, once", () => {
  const left = moveTo("customer", { ...EVERYWHERE, told: "thread" });
  expect(besides(moveTo("other", EVERYWHERE), {}, left)).toMatchObject({ told: "thread", notices: 0 });
  const told = besides(moveTo("other"), {}, left);
  expect(told).toMatchObject({ told: "everywhere", entries: 0, notices: 1 });
  expect(besides(moveTo("other"), {}, told.move)).toMatchObject({ told: "everywhere", entries: 0, notices: 0 });
});
