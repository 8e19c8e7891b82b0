import type { Known } from "./known.ts";
import { countApprovals } from "../operation/request/approval.ts";
import type { Hold } from "../operation/execution/executions.ts";
import { nameVerb } from "../operation/request/operations.ts";
import { isBroken } from "../operation/outcome/outcomes.ts";
import type { PersonId } from "../people/people.ts";
import type { Instant } from "../readings/readings.ts";
import type { GuardedVerb } from "../move/broken-call.ts";
import type { TabletType } from "../options/kinds.ts";

/** Who or what an operation waits for. */
export type Waiting = { readonly verb: GuardedVerb } & (
  | { readonly kind: "votes"; readonly approvals: number; readonly needed: number; readonly until: Instant; readonly askedBy: PersonId }
  /** Approved, and about to check whether it may go ahead. */
  | { readonly kind: "start"; readonly until: Instant }
  | { readonly kind: "hold"; readonly hold: Hold }
  /** Reads are switched; writes follow. */
  | { readonly kind: "soak"; readonly until: Instant }
  /** A call to Vitess is under way. `types`: whose traffic it moves. */
  | { readonly kind: "call"; readonly types: readonly TabletType[]; readonly since: Instant }
  /** Its call broke off, and Tandem is finding out what became of it. */
  | { readonly kind: "look"; readonly types: readonly TabletType[]; readonly since: Instant; readonly brokeAt: Instant }
);

/** Who or what the live request or execution waits for, if there is one. */
export function findWaiting({ request, execution }: Pick<Known, "request" | "execution">): Waiting | undefined {
  if (execution !== undefined && execution.state.kind !== "ended") {
    const { state, useBy: until } = execution;
    const verb = nameVerb(execution.proposal);
    switch (state.kind) {
      case "ready":
        return { verb, kind: "start", until };
      case "held":
        return { verb, kind: "hold", hold: state.hold };
      case "soaking":
        return { verb, kind: "soak", until: state.until };
      case "calling": {
        const { startedAt: since, end } = state.call;
        const types = state.left[0].tabletTypes;
        return end !== undefined && isBroken(end.fault)
          ? { verb, kind: "look", types, since, brokeAt: end.at }
          : { verb, kind: "call", types, since };
      }
      default:
        return state satisfies never;
    }
  }
  if (request?.state.kind !== "open") return undefined;
  const { proposal, votes, rule, approveBy, askedBy } = request;
  return { verb: nameVerb(proposal), kind: "votes", approvals: countApprovals(votes), needed: rule.people, until: approveBy, askedBy };
}
