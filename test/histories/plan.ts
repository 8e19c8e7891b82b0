import { numbersFrom } from "../operations/exits/histories.ts";
import type { Deed } from "./people.ts";

/** How many must approve, and how many can. */
export const NEEDED = 3;
const APPROVERS = 5;

/** What strikes an installation. `place` picks a process; a Redis fault strikes the primary. */
export interface Fault {
  readonly kind: "kill-app" | "stop-app" | "kill-worker" | "stop-worker" | "cut-redis" | "kill-redis" | "stop-redis";
  readonly place: number;
  readonly atMs: number;
  /** Until it is started again, goes on, or is reachable again. */
  readonly forMs: number;
}

/** What one person will do to one request. */
export interface Part {
  readonly request: number;
  readonly by: string;
  readonly deeds: readonly Deed[];
}

/** Everything of a round that does not depend on how the processes run. */
export interface Plan {
  readonly faults: readonly Fault[];
  readonly parts: readonly Part[];
}

/** Who requests a request, and who may approve it: people of its own, so that no answer is taken for one to another request. */
export function peopleOf(request: number): { readonly askedBy: string; readonly approvers: readonly string[] } {
  return { askedBy: `U0H${request}R`, approvers: Array.from({ length: APPROVERS }, (_, place) => `U0H${request}A${place}`) };
}

// A worker that dies or stands still is noticed after some seconds; in a shorter time nothing would be taken over.
const LASTS_MS = {
  "kill-app": 0,
  "stop-app": 4_000,
  "kill-worker": 0,
  "stop-worker": 9_000,
  "cut-redis": 3_000,
  "kill-redis": 1_500,
  "stop-redis": 3_000,
};
const USUAL_ROUND_MS = 6_000;

/** How large a round is: over how long people act, and how much strikes meanwhile. */
export interface Size {
  readonly requests: number;
  readonly kinds: readonly Fault["kind"][];
  readonly faults: number;
  readonly overMs?: number;
}

/** Draws a round from a seed: the same plan each time. How the processes then run is up to the machine. */
export function drawPlan(seed: number, { requests, kinds, faults, overMs = USUAL_ROUND_MS }: Size): Plan {
  const below = numbersFrom(seed);
  const pick = <T>(from: readonly [T, ...T[]]): T => from[below(from.length)] ?? from[0];
  const drawFault = (): readonly Fault[] => {
    const kind = kinds[below(kinds.length)];
    if (kind === undefined) return [];
    return [{ kind, place: below(2), atMs: 200 + below(overMs / 2), forMs: Math.floor(LASTS_MS[kind] * (0.5 + below(100) / 100)) }];
  };
  const drawParts = (request: number): readonly Part[] => {
    const { askedBy, approvers } = peopleOf(request);
    const isPlain = below(2) === 0;
    const deeds = (by: string): readonly Deed[] =>
      Array.from({ length: 1 + below(3) }, () => {
        const contested = pick(["approve", "approve", "approve", "reject", "call-off"] as const);
        return { by, do: isPlain ? "approve" : contested, afterMs: below(overMs / 3) };
      });
    const requesters: readonly Deed[] = [
      { by: askedBy, do: "approve", afterMs: below(overMs / 3) },
      ...(isPlain ? [] : [{ by: askedBy, do: pick(["withdraw", "call-off"] as const), afterMs: below(overMs / 2) }]),
    ];
    return [{ request, by: askedBy, deeds: requesters }, ...approvers.map((by) => ({ request, by, deeds: deeds(by) }))];
  };
  return {
    faults: Array.from({ length: faults }, drawFault).flat(),
    parts: Array.from({ length: requests }, (_, request) => drawParts(request)).flat(),
  };
}
