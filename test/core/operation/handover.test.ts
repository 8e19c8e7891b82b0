import { expect, test } from "vitest";
import { giveCharge } from "../../../src/core/move/in-charge.ts";
import { decideAcceptance, findOfferEnd, type Handover, isUnsettled } from "../../../src/core/operation/handover/handover.ts";
import { FULL_MOVE, MOVES } from "../../store/literals.ts";
import { requestNamed } from "../../names.ts";
import { AT, MINUTE } from "./ballot.ts";
import { ANA, BEN, CHO } from "./model/people.ts";

const OFFER: Handover = {
  id: requestNamed("slash-1"),
  by: ANA,
  channel: MOVES,
  at: AT,
  moves: [FULL_MOVE.name],
  state: { kind: "offered" },
  shown: "offered",
};
const NOW = AT + MINUTE;

test("another operator accepts a hand-over, and the first press counts", () => {
  const accepted = decideAcceptance(OFFER, BEN, "member", NOW);
  expect(accepted).toEqual({ ...OFFER, state: { kind: "accepted", by: BEN, at: NOW } });
  if (typeof accepted === "string") throw new Error(accepted);
  expect(isUnsettled(accepted)).toBe(true);
  expect([BEN, CHO, ANA].map((by) => decideAcceptance(accepted, by, "member", NOW))).toEqual(Array(3).fill("already-accepted"));
});

test("the giver, who is no operator, and who is not meant cannot accept; while a group is unread it is not known who can", () => {
  expect(decideAcceptance(OFFER, ANA, "member", NOW)).toBe("own-handover");
  expect(decideAcceptance(OFFER, BEN, "not-member", NOW)).toBe("not-in-charge-here");
  expect(decideAcceptance(OFFER, BEN, "unknown", NOW)).toBe("unknown-operator");
  expect(decideAcceptance({ ...OFFER, to: CHO }, BEN, "member", NOW)).toBe("for-somebody-else");
  expect(decideAcceptance({ ...OFFER, to: CHO }, CHO, "member", NOW)).toMatchObject({ state: { kind: "accepted", by: CHO } });
});

test("an offer of the last shift can no longer be accepted", () => {
  expect(findOfferEnd(OFFER)).toBe(AT + 12 * 60 * MINUTE);
  expect(decideAcceptance(OFFER, BEN, "member", AT + 12 * 60 * MINUTE)).toBe("too-old");
});

test("a move goes to whoever accepted last, in whatever order the hand-overs are carried out", () => {
  const move = { ...FULL_MOVE, inCharge: { by: BEN, at: NOW } };
  expect(giveCharge(move, { by: CHO, at: NOW - 1 })).toBeUndefined();
  expect(giveCharge(move, { by: BEN, at: NOW })).toBeUndefined();
  expect(giveCharge(move, { by: CHO, at: NOW + 1 })).toMatchObject({ inCharge: { by: CHO, at: NOW + 1 }, askedBy: move.askedBy });
});
