import { listOperations, type Round } from "./history.ts";
import { checkLinearizable, type Operation } from "./linearizable.ts";
import { type Act, type Answer, createRequestMachine } from "./request-machine.ts";

/** A request whose history no single process could have answered so, or of which the search did not find out in time. */
export interface Violation {
  readonly kind: "not-linearizable" | "undecided";
  readonly request: number;
  readonly move: string;
  /** What fits, in order, and what does not. */
  readonly told: string;
}

/** Checks each request of a round by itself: requests share nothing, so a round is linearizable if each of them is. */
export function findViolations(round: Round): readonly Violation[] {
  return round.requests.flatMap(({ move, askedBy, needed }, request) => {
    const verdict = checkLinearizable(createRequestMachine(askedBy, needed), listOperations(round, request));
    if (verdict.kind === "linearizable") return [];
    const told = [
      "This much fits:",
      ...verdict.longest.map(formatOperation),
      verdict.kind === "undecided" ? "and it was not found out in time whether these can follow:" : "and none of these can follow:",
      ...verdict.left.map(formatOperation),
    ];
    return [{ kind: verdict.kind, request, move, told: told.join("\n") }];
  });
}

function formatOperation({ act, answer, from, to }: Operation<Act, Answer>): string {
  return `  ${from.toFixed(0)}–${to === Infinity ? "?" : to.toFixed(0)} ms  ${JSON.stringify(act)} → ${answer === undefined ? "unknown" : JSON.stringify(answer)}`;
}
