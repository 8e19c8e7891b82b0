import type { ClusterName } from "../vitess/names.ts";
import type { Instant } from "./readings.ts";
import type { VitessVersion } from "../vitess/version.ts";

/** One configured vtctld endpoint, and how its last call went. */
export interface AddressHealth {
  readonly address: string;
  readonly state: "answers" | "away" | "not-tried";
  readonly since?: Instant;
  /** Redacted; empty while it answers. */
  readonly reason: string;
}

/** How many people the configuration names; known once their groups have been read from Slack. */
export interface PeopleCount {
  readonly people: number;
  readonly isKnown: boolean;
}

/** One cluster as configured, and as it answers now. */
export interface ClusterView {
  readonly name: ClusterName;
  /** Whether a command that names no cluster means this one: everywhere including this channel, only here, or only elsewhere. */
  readonly defaultIn: "everywhere" | "here" | "elsewhere" | "no";
  readonly addresses: readonly AddressHealth[];
  /** Undefined when Tandem could not find out. */
  readonly version?: VitessVersion;
  /** Undefined when they could not be read. */
  readonly keyspaces?: number;
  /** Why something is missing, redacted; empty when nothing is. */
  readonly trouble: string;
  readonly operators: PeopleCount;
  readonly approvers: PeopleCount;
  /** How many approvals are required where no rule applies, and how many rules there are. */
  readonly approvals: number;
  readonly rules: number;
}

/** The major releases of the tablets, oldest first; more than one means they are mixed. */
export function listTabletMajors({ tablets }: VitessVersion): readonly number[] {
  return [...new Set(tablets.map((version) => Number.parseInt(version, 10)))].toSorted((a, b) => a - b);
}
