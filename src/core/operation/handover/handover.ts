import type { MoveName } from "../../vitess/names.ts";
import type { ChannelId, PersonId, RequestId } from "../../people/people.ts";
import type { Charge } from "../../move/in-charge.ts";
import { isActive, type Move } from "../../move/moves.ts";
import type { Instant } from "../../readings/readings.ts";
import type { Membership } from "../request/approval.ts";

/** Somebody's offer to hand the moves of a channel over, which the next person accepts on its message. */
export interface Handover {
  /** The id of the command that offered it. */
  readonly id: RequestId;
  readonly by: PersonId;
  /** The only one who may accept; absent: any operator of these moves' clusters but the giver. */
  readonly to?: PersonId;
  readonly channel: ChannelId;
  readonly at: Instant;
  readonly moves: readonly MoveName[];
  readonly state:
    | { readonly kind: "offered" }
    /** `given`: the moves that went to whoever accepted; absent until every move has been asked. */
    | ({ readonly kind: "accepted"; readonly given?: readonly MoveName[] } & Charge);
  /** The state that its message shows. */
  readonly shown: "nothing" | Handover["state"]["kind"];
}

/** True while its message, or the moves it gives away, may not show its state yet: the message shows an acceptance only after it was {@link isGiven}. */
export function isUnsettled({ state, shown }: Pick<Handover, "state" | "shown">): boolean {
  return shown !== state.kind;
}

/** False from the acceptance until every move has been given: nothing may take the hand-over for settled before. */
export function isGiven({ state }: Pick<Handover, "state">): boolean {
  return state.kind === "offered" || state.given !== undefined;
}

/** True while this is still the move that was offered: it has not ended, nor was it begun anew under the same name. */
export function isStillMeant({ at }: Pick<Handover, "at">, move: Pick<Move, "state" | "askedAt">): boolean {
  return isActive(move) && move.askedAt <= at;
}

/** Why somebody cannot accept a hand-over. */
export type AcceptanceRefusal =
  | "already-accepted"
  | "own-handover"
  | "for-somebody-else"
  | "too-old"
  | "not-in-charge-here"
  | "unknown-operator";

// A shift. What an older message says of its moves is of yesterday.
const OFFER_STANDS_MS = 12 * 60 * 60_000;

/** When an offer can no longer be accepted. */
export function findOfferEnd({ at }: Pick<Handover, "at">): Instant {
  return at + OFFER_STANDS_MS;
}

/** Decides one press of Accept: the hand-over as accepted, or why not. The first press counts; `standing`: of the presser as an operator. */
export function decideAcceptance(handover: Handover, by: PersonId, standing: Membership, now: Instant): Handover | AcceptanceRefusal {
  if (handover.state.kind === "accepted") return "already-accepted";
  if (handover.by === by) return "own-handover";
  if (now >= findOfferEnd(handover)) return "too-old";
  if (handover.to !== undefined && handover.to !== by) return "for-somebody-else";
  if (standing === "not-member") return "not-in-charge-here";
  if (standing === "unknown") return "unknown-operator";
  return { ...handover, state: { kind: "accepted", by, at: now } };
}
