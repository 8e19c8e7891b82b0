import type { ClusterName } from "../core/vitess/names.ts";
import type { ChannelId } from "../core/people/people.ts";
import type { Policy } from "../core/operation/request/policy.ts";
import type { AuditKeeping } from "../core/announce/audit.ts";
import { isLoopback, parseHostPort } from "./addresses.ts";

/** A file whose content is the value; it is read again when it changes. */
export interface FromFile {
  readonly file: string;
}

/** One Vitess cluster: its name in commands and records, how to reach its vtctld, and who may do what in it. */
export interface ClusterConfig {
  readonly name: ClusterName;
  /** `host:port` of every vtctld of this cluster; at least one. */
  readonly addresses: readonly string[];
  /** Its release; Tandem finds it out if missing. */
  readonly version?: number;
  readonly credentials?: { readonly username: string; readonly password: string | FromFile };
  /** TLS, with the system's CAs if `ca` is missing. */
  readonly tls?: { readonly ca?: FromFile; readonly cert?: FromFile; readonly key?: FromFile; readonly serverName?: string };
  readonly policy: Policy;
  /** The operators' channel. */
  readonly alarms?: ChannelId;
}

/** The clusters, and which one a command means where. */
export interface Installed {
  /** At least one. No two share a name or an address. */
  readonly clusters: readonly ClusterConfig[];
  readonly defaultCluster: ClusterName;
  /** By the id of the channel. */
  readonly channels: ReadonlyMap<string, ClusterName>;
  /** Ids of the channels where everybody may read, of every cluster. */
  readonly readChannels: readonly string[];
  readonly audit?: AuditKeeping;
}

/** Warns about what is allowed but probably not meant. `words` are the names that this form of the configuration uses. */
export function listClusterWarnings({ addresses, credentials, tls, policy }: ClusterConfig, words: Words): readonly string[] {
  const far = addresses.filter((address) => !isLoopback(parseHostPort(address)?.host ?? ""));
  const isClear = credentials !== undefined && tls === undefined && far.length > 0;
  return [
    ...(isClear ? [`${words.password} goes over the network in the clear to ${far.join(", ")}; set ${words.tls} to use TLS.`] : []),
    ...listPeopleWarnings(policy, words),
  ];
}

interface Words {
  readonly password: string;
  readonly tls: string;
  readonly operators: string;
  readonly approvers: string;
}

function listPeopleWarnings({ operators, approvers, rule, rules }: Policy, words: Words): readonly string[] {
  const warnings: string[] = [];
  if (operators.length === 0) warnings.push(`${words.operators} is empty: nobody may start, change or ask for anything.`);
  const needed = Math.max(rule.people, ...rules.map((one) => one.rule.people));
  if (approvers.length === 0) warnings.push(`${words.approvers} is empty: guarded verbs will be refused.`);
  else if (approvers.length < needed && !approvers.some((id) => id.startsWith("S"))) {
    warnings.push(`${words.approvers} names fewer than the ${needed} people that an approval needs: guarded verbs will be refused.`);
  }
  return warnings;
}
