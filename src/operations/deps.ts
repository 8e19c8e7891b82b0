import type { ApprovalRule } from "../core/approval.ts";
import type { ClusterName } from "../core/names.ts";
import type { PersonId } from "../core/people.ts";
import type { Limits } from "../core/policy.ts";
import type { Jobs } from "./jobs.ts";
import type { PeopleList } from "./membership.ts";
import type { Vitess } from "./ports.ts";
import type { ChannelId } from "../core/people.ts";
import type { Records } from "./records.ts";

/** What every verb works with. */
export interface VerbDeps {
  readonly records: Records;
  readonly jobs: Jobs;
  vitess(cluster: ClusterName): Vitess;
  readonly clusters: Clusters;
  readonly operators: PeopleList;
  readonly approvers: PeopleList;
  readonly rule: ApprovalRule;
  readonly limits: Limits;
  digest(text: string): string;
  newId(): string;
}

/** The configured clusters, as far as people can name them. */
export interface Clusters {
  readonly standard: ClusterName;
  readonly names: readonly ClusterName[];
  /** The cluster that answers at this vtctld address. */
  at(address: string): ClusterName | undefined;
}

/** Who asked, where, and when: the time makes a job that runs again recognise its own first run. */
export interface Asker {
  readonly by: PersonId;
  readonly channel: ChannelId;
  readonly at: number;
}
