import type { ClusterName, MoveId } from "../vitess/names.ts";
import type { PersonId } from "../people/people.ts";
import type { Instant, Rules } from "../readings/readings.ts";
import type { VSchemas } from "./vschemas.ts";
import type { GuardedVerb } from "../move/broken-call.ts";

/** Tandem's steps before which it saves the rules. */
export type SavedStep = GuardedVerb | "create" | "mirror";

/** Why rules were saved: before a step that may change them, or because somebody asked for it. */
export type SnapshotReason = { readonly kind: "before"; readonly step: SavedStep } | { readonly kind: "asked"; readonly by: PersonId };

/** Such as `r-17`; unique in an installation. */
export type SnapshotId = `r-${number}`;

/** True for a snapshot's id; a label that somebody chose may look like anything. */
export function isSnapshotId(text: string): text is SnapshotId {
  return /^r-\d+$/.test(text);
}

/** What Tandem knows about saved rules without reading them. */
export interface SnapshotNote {
  readonly id: SnapshotId;
  readonly cluster: ClusterName;
  /** The move whose step it was; absent if somebody saved the rules by hand. */
  readonly moveId?: MoveId;
  /** The label chosen by whoever saved them, such as `rules.json`. */
  readonly label?: string;
  readonly reason: SnapshotReason;
  readonly at: Instant;
}

/** The rules as stored; before a step that writes a VSchema, also what the VSchemas of its keyspaces said. */
export interface KeptRules extends Rules {
  readonly vschemas?: VSchemas;
}

/** All four documents of a cluster's rules as they were at one moment, in full. */
export interface Snapshot extends SnapshotNote {
  readonly rules: Rules;
  readonly vschemas?: VSchemas;
}
