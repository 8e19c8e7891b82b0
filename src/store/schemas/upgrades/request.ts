import { requireObject } from "./json.ts";
import { upgradeProposalFrom1 } from "./proposal.ts";

/** Format 1 → 2: the seal becomes the proposal and its move; `used` becomes a state. */
export function upgradeRequestFrom1(document: unknown): unknown {
  const { seal, used, underWay: _past, state, ...rest } = requireObject(document);
  const { act, move } = requireObject(seal);
  const { kind, at } = requireObject(state);
  const isUsed = kind === "approved" && used === true;
  return { ...rest, move, proposal: upgradeProposalFrom1(act, seal), state: isUsed ? { kind: "used", approvedAt: at, at } : state };
}
