import fc from "fast-check";
import { type Move, withUnheard } from "../../../../src/core/move/moves.ts";
import type { Execution } from "../../../../src/core/operation/execution/executions.ts";
import { nameVerb } from "../../../../src/core/operation/request/operations.ts";
import { isBroken } from "../../../../src/core/operation/outcome/outcomes.ts";
import type { Instant } from "../../../../src/core/readings/readings.ts";
import type { Known } from "../../../../src/core/situation/known.ts";
import { COPIED } from "../../operation/model/world.ts";
import { moveOf } from "../../moments.ts";
import { moveStates } from "./moves.ts";
import { executions, requests } from "./operations.ts";
import { type Moment, moments } from "./readings.ts";

/** Everything that a situation is made of, with the clock. */
export interface Case {
  readonly known: Known;
  readonly moment: Moment;
  readonly now: Instant;
}

/** A move in any state, a reading of any kind, what is live of it, and any later time. */
export const cases: fc.Arbitrary<Case> = moments.chain((moment) => {
  const at = moment.reading?.at ?? COPIED.now;
  const { reading } = moment;
  return fc
    .record({
      state: moveStates(at),
      live: fc.constantFrom("nothing", "nothing", "request", "execution"),
      isYoung: fc.boolean(),
      laterMs: fc.constantFrom(0, 0, 20_000, 15 * 60_000),
    })
    .chain(({ state, live, isYoung, laterMs }) => {
      const move = { ...moveOf(moment.subject), state, ...(isYoung ? { askedAt: at - 10_000 } : {}) };
      const known = { move, ...(reading === undefined ? {} : { reading }) };
      const isLive = state.kind === "followed" ? live : state.kind === "planned" && live === "request" ? live : "nothing";
      const now = at + laterMs;
      if (isLive === "request") return requests(at, move).map((request): Case => ({ known: { ...known, request }, moment, now }));
      if (isLive === "execution")
        return executions(at, move).map((execution): Case => ({
          known: { ...known, move: remembered(move, execution), execution },
          moment,
          now,
        }));
      return fc.constant<Case>({ known, moment, now });
    });
});

/** The move records a broken call together with the end of the call. */
function remembered(move: Move, { id, proposal, state }: Execution): Move {
  if (state.kind !== "calling" || state.call.end === undefined || !isBroken(state.call.end.fault)) return move;
  const { startedAt, end } = state.call;
  return withUnheard(move, { verb: nameVerb(proposal), types: state.left[0].tabletTypes, startedAt, brokeAt: end.at, executionId: id });
}
