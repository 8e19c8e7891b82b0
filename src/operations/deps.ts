import type { ClusterName } from "../core/vitess/names.ts";
import type { PersonId, ChannelId } from "../core/people/people.ts";
import type { Policy } from "../core/operation/policy.ts";
import type { Jobs } from "./jobs.ts";
import type { Vitess } from "./ports.ts";
import type { Records } from "./records.ts";

/** What every verb works with. */
export interface VerbDeps {
  readonly records: Records;
  readonly jobs: Jobs;
  vitess(cluster: ClusterName): Vitess;
  readonly clusters: Clusters;
  /** For a cluster that is not configured one that lets nobody do anything. */
  readonly policy: (cluster: ClusterName) => Policy;
  digest(text: string): string;
  newId(): string;
  /** Keeps a redacted text of Vitess's that no rule knows, for the rule book. Each different one is kept once. */
  noteUnknown(text: string): void;
}

/** The configured clusters, as far as people can name them. */
export interface Clusters {
  /** The one that is meant where neither the command nor its channel says another. */
  readonly defaultCluster: ClusterName;
  /** The one that a command in this channel means when it names none. */
  defaultFor(channel: ChannelId): ClusterName;
  readonly names: readonly ClusterName[];
  /** The operators' channel of a cluster, where one is configured. */
  alarmsOf(cluster: ClusterName): ChannelId | undefined;
  /** The cluster that answers at this vtctld address; `isLiteral`: the address stands so in the configuration. */
  at(address: string): { readonly cluster: ClusterName; readonly isLiteral: boolean } | undefined;
}

/** Who asked, where, and when: the time makes a job that runs again recognise its own first run. */
export interface Asker {
  readonly by: PersonId;
  readonly channel: ChannelId;
  readonly at: number;
  /** The command's own: a second run of it is the same. */
  readonly id: string;
}
