import type { PersonId } from "../../../../src/core/people/people.ts";
import type { Instant } from "../../../../src/core/readings/readings.ts";
import type { Look } from "./look.ts";
import type { Promised } from "./promises.ts";

/** How often something was checked, by its name. */
export type Tally = Map<string, number>;

/** One message that left. */
export interface Sent {
  readonly step: string;
  readonly recordedAt: Instant;
  readonly look: Look;
}

/** The look by which a call was closed, and whether its end was known by then. */
export interface Closing {
  readonly step: string;
  readonly recordedAt: Instant;
  readonly look: Look;
  readonly isKnown: boolean;
}

/** What really happened in a play, recorded separately from the records: the checks use this. */
export interface Ledger {
  readonly tally: Tally;
  readonly sends: Sent[];
  readonly closings: Closing[];
  /** By execution: the look that a soak counts from. */
  readonly soaks: Map<string, Look>;
  /** By execution: when the call in flight at the first call-off was recorded; missing if there was none. */
  readonly callOffs: Map<string, Instant | undefined>;
  /** Who approved while the request was open. */
  readonly approvers: Set<PersonId>;
  approvedAt: Instant;
  /** One item per outcome: as decided, as announced in the thread, as audited. */
  readonly ends: string[];
  readonly outcomeLines: string[];
  readonly outcomeAudits: string[];
  /** How many steps workers have taken. */
  steps: number;
  /** Somebody or something interfered, so that a run need not reach its goal. */
  isDisturbed: boolean;
}

export function emptyLedger(tally: Tally): Ledger {
  return {
    tally,
    sends: [],
    closings: [],
    soaks: new Map(),
    callOffs: new Map(),
    approvers: new Set(),
    approvedAt: 0,
    ends: [],
    outcomeLines: [],
    outcomeAudits: [],
    steps: 0,
    isDisturbed: false,
  };
}

export function count({ tally }: Pick<Ledger, "tally">, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}

/** Throws if something that must hold does not; counts that it was checked. */
export function must(ledger: Ledger, what: Promised, isSo: boolean, detail: () => string = () => ""): void {
  count(ledger, what);
  if (!isSo) throw new Error(`does not hold: ${what}. ${detail()}`);
}
