/** What an error of Vitess means, what state it leaves, and the one safe next step. `rule` is absent for a text nobody knows yet. */
export interface Explanation {
  readonly rule?: string;
  /** One sentence. */
  readonly meaning: string;
  readonly stateLeft: string;
  readonly next: string;
  /** Vitess's own words, redacted; empty when they could not be read. */
  readonly text: string;
}
