import type { ClusterName } from "../core/vitess/names.ts";
import type { PersonId, ChannelId, RequestId } from "../core/people/people.ts";
import type { Policy } from "../core/operation/request/policy.ts";
import type { Jobs } from "./jobs.ts";
import type { Vitess } from "./ports.ts";
import type { Records } from "./records.ts";

/** What every verb works with. */
export interface VerbDeps {
  readonly records: Records;
  readonly jobs: Jobs;
  vitess(cluster: ClusterName): Vitess;
  readonly clusters: Clusters;
  /** A cluster that is not configured has a policy under which nobody may do anything. */
  readonly policy: (cluster: ClusterName) => Policy;
  /** People's names as Slack shows them, as far as Slack tells. */
  readonly namesOf: (people: readonly PersonId[]) => Promise<(id: PersonId) => string | undefined>;
  digest(text: string): string;
  /** Keeps a redacted text from Vitess that no rule matches, for the rule book. Each distinct text is kept once. */
  noteUnknown(text: string): void;
}

/** The configured clusters, as far as people can name them. */
export interface Clusters {
  /** The cluster that is meant when neither the command nor its channel names one. */
  readonly defaultCluster: ClusterName;
  /** The cluster that a command in this channel means when it names none. */
  defaultFor(channel: ChannelId): ClusterName;
  readonly names: readonly ClusterName[];
  /** The operators' channel of a cluster, if one is configured. */
  alarmsOf(cluster: ClusterName): ChannelId | undefined;
  /** The cluster that answers at this vtctld address. `isLiteral`: the configuration spells the address exactly like this. */
  at(address: string): { readonly cluster: ClusterName; readonly isLiteral: boolean } | undefined;
}

/** Who gave the command, where, and when. The time lets a job that runs again recognise what its first run did. */
export interface Asker {
  readonly by: PersonId;
  readonly channel: ChannelId;
  readonly at: number;
  /** The command's own id: a second run with the same id is the same request. */
  readonly id: RequestId;
}
