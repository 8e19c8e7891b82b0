import type { ClusterName } from "../core/vitess/names.ts";
import type { ChannelId } from "../core/people/people.ts";
import { toServerKey } from "../core/vitess/servers.ts";
import { listPeopleOf } from "../core/policy/people.ts";
import { NOBODY, type Policy } from "../core/operation/request/policy.ts";
import type { ClusterConfig, Installed } from "./cluster.ts";
import type { InForce } from "./live.ts";

/** The policy of each cluster. A cluster that is no longer configured still has records: people may look at them, and nothing more. */
export function createPolicyLookup(installed: InForce): (cluster: ClusterName) => Policy {
  const policies = derive(installed, ({ clusters }) => new Map(clusters.map(({ name, policy }) => [name, policy])));
  return (cluster) => policies().get(cluster) ?? NOBODY;
}

/** Every list of people and groups in a policy. */
export function listPeople({ clusters }: Pick<Installed, "clusters">): readonly (readonly string[])[] {
  return clusters.flatMap(({ policy }) => listPeopleOf(policy));
}

/** Finds clusters as people name them: by name, by an address, or by naming none. */
export function createClusterLookup(installed: InForce) {
  const names = derive(installed, ({ clusters }) => clusters.map(({ name }) => name));
  const alarms = derive(installed, ({ clusters }) => new Map(clusters.map((cluster: ClusterConfig) => [cluster.name, cluster.alarms])));
  return {
    get defaultCluster(): ClusterName {
      return installed().defaultCluster;
    },
    defaultFor(channel: ChannelId): ClusterName {
      const { channels, defaultCluster } = installed();
      return channels.get(channel) ?? defaultCluster;
    },
    get names(): readonly ClusterName[] {
      return names();
    },
    at(address: string): { readonly cluster: ClusterName; readonly isLiteral: boolean } | undefined {
      const every = installed().clusters.flatMap(({ name, addresses }) => addresses.map((one) => ({ name, address: one })));
      const same = every.filter((one) => toServerKey(one.address) === toServerKey(address));
      const literal = same.find((one) => one.address.toLowerCase() === address.toLowerCase());
      const found = literal ?? same[0];
      return found === undefined ? undefined : { cluster: found.name, isLiteral: literal !== undefined };
    },
    alarmsOf: (cluster: ClusterName): ChannelId | undefined => alarms().get(cluster),
  };
}

/** Computes again only after a change. */
function derive<T>(installed: InForce, compute: (installed: Installed) => T): () => T {
  let known: { readonly of: Installed; readonly value: T } | undefined;
  return () => {
    const now = installed();
    if (known?.of !== now) known = { of: now, value: compute(now) };
    return known.value;
  };
}
