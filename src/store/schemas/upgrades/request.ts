import { objectIn } from "./json.ts";
import { proposalFrom1 } from "./proposal.ts";

/** Format 1 → 2: the seal becomes the proposal and its move; `used` becomes a state. */
export function requestFrom1(document: unknown): unknown {
  const { seal, used, underWay: _past, state, ...rest } = objectIn(document);
  const { act, move } = objectIn(seal);
  const { kind, at } = objectIn(state);
  const isUsed = kind === "approved" && used === true;
  return { ...rest, move, proposal: proposalFrom1(act, seal), state: isUsed ? { kind: "used", approvedAt: at, at } : state };
}
