import type { GuardedVerb } from "../move/broken-call.ts";
import type { Instant } from "../readings/readings.ts";
import type { Situation } from "./situation.ts";

/** Something of a move that ends, or goes on by itself, at a moment. */
export type Due = { readonly at: Instant } & (
  | { readonly kind: "request" | "approval"; readonly verb: GuardedVerb }
  | { readonly kind: "soak" | "rollback" | "vdiff" }
  | { readonly kind: "override"; readonly finding: string }
);

/** What is due of a move until a moment, the earliest first. */
export function listDue(situation: Situation, until: Instant): readonly Due[] {
  const { waiting, rollbackUntil, vdiff, known, now, phase } = situation;
  const isSwitched = phase.kind === "switched" || phase.kind === "ended";
  const all: readonly (Due | undefined)[] = [
    waiting?.kind === "votes" ? { kind: "request", verb: waiting.verb, at: waiting.until } : undefined,
    waiting?.kind === "start" ? { kind: "approval", verb: waiting.verb, at: waiting.until } : undefined,
    waiting?.kind === "hold" ? { kind: "approval", verb: waiting.verb, at: waiting.hold.until } : undefined,
    waiting?.kind === "soak" ? { kind: "soak", at: waiting.until } : undefined,
    rollbackUntil === undefined ? undefined : { kind: "rollback", at: rollbackUntil },
    vdiff.kind === "good" && !isSwitched ? { kind: "vdiff", at: vdiff.until } : undefined,
    ...(known.move.overrides ?? []).map(({ finding, until: at }): Due => ({ kind: "override", finding, at })),
  ];
  return all
    .filter((due) => due !== undefined)
    .filter(({ at }) => now < at && at <= until)
    .toSorted((a, b) => a.at - b.at);
}
