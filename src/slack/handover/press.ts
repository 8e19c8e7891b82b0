import type { AcceptanceRefusal, Handover } from "../../core/operation/handover/handover.ts";
import type { Acceptance } from "../../operations/handover/accept-handover.ts";
import { formatCounted } from "../text/numbers.ts";
import { namePerson } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";

/** The answer to whoever pressed Accept, for every result. */
export function sayAcceptance(acceptance: Acceptance): string {
  if (acceptance.kind === "no-such-handover")
    return "This hand-over is not known any more. Type `/movetables handover` to offer a new one.";
  const { handover } = acceptance;
  if (acceptance.kind === "refused") return REFUSED_ACCEPTANCES[acceptance.reason](handover);
  if (acceptance.moves === 0) return "Accepted, but none of the moves that were offered is left, so you are in charge of nothing new.";
  return `You are in charge of ${formatCounted(acceptance.moves, "move")} now. The thread of each says so.`;
}

const REFUSED_ACCEPTANCES = {
  "already-accepted": ({ state }) =>
    state.kind === "accepted"
      ? `Already accepted: ${namePerson(state.by)} is in charge since ${formatMoment(state.at, state.at)}. To pass the moves on, type \`/movetables handover\`.`
      : "Already accepted.",
  "own-handover": () => "You offered this hand-over, so somebody else has to accept it. Until then nothing changes.",
  "for-somebody-else": ({ to, by }) =>
    `This hand-over is for ${to === undefined ? "somebody else" : namePerson(to)}. Ask ${namePerson(by)} to offer it to you.`,
  "too-old": () => "This hand-over is too old to accept: the moves have gone on since. Type `/movetables handover` to offer a new one.",
  "not-in-charge-here": () =>
    "Only operators of these moves' clusters can accept them. Who is an operator is set in Tandem's configuration.",
  "unknown-operator": () =>
    "Tandem does not know just now who is in its Slack user groups, so it cannot tell whether you are an operator. Please press again in a minute.",
} as const satisfies Record<AcceptanceRefusal, (handover: Handover) => string>;
