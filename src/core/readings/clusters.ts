import type { ClusterName } from "../vitess/names.ts";
import type { Instant } from "./readings.ts";
import type { VitessVersion } from "../vitess/version.ts";

/** One configured address of vtctld, and how it did when it was last called. */
export interface AddressHealth {
  readonly address: string;
  readonly state: "answers" | "away" | "not-tried";
  readonly since?: Instant;
  /** Redacted; empty while it answers. */
  readonly reason: string;
}

/** People as they are configured: known as soon as their groups were read from Slack once. */
export interface PeopleCount {
  readonly people: number;
  readonly isKnown: boolean;
}

/** One cluster as it is configured, and as it answered now. */
export interface ClusterView {
  readonly name: ClusterName;
  /** Whether a command that names none means this one: where it was asked as in general, only there, or only elsewhere. */
  readonly defaultIn: "everywhere" | "here" | "elsewhere" | "no";
  readonly addresses: readonly AddressHealth[];
  /** Undefined when it could not be found out. */
  readonly version?: VitessVersion;
  /** Undefined when they could not be read. */
  readonly keyspaces?: number;
  /** Why something is missing, redacted; empty when nothing is. */
  readonly trouble: string;
  readonly operators: PeopleCount;
  readonly approvers: PeopleCount;
  /** How many must approve what no rule is about, and how many rules there are. */
  readonly approvals: number;
  readonly rules: number;
}

/** The releases that its tablets have, the oldest first; more than one means that they are mixed. */
export function majorsOf({ tablets }: VitessVersion): readonly number[] {
  return [...new Set(tablets.map((version) => Number.parseInt(version, 10)))].toSorted((a, b) => a - b);
}
