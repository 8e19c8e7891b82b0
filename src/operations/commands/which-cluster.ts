import type { Command } from "../../core/command/command.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import type { ChannelId } from "../../core/people/people.ts";
import { isExampleServer } from "../../core/vitess/servers.ts";
import type { Clusters } from "../deps.ts";

/**
 * The cluster that a command means. `readAs`: its line names a server that is not configured and still means this cluster, which the answer
 * says. `ask`: it names an unknown server, or an example where there are several clusters.
 */
export type WhichCluster =
  | {
      readonly kind: "cluster";
      readonly cluster: ClusterName;
      readonly readAs?: { readonly server: string; readonly cluster: ClusterName };
    }
  | { readonly kind: "unknown"; readonly named: string }
  | { readonly kind: "ask"; readonly server: string };

export function chooseCluster(clusters: Clusters, command: Command, server: string | undefined, channel: ChannelId): WhichCluster {
  const named = findNamedCluster(command);
  const known = clusters.names.find((name) => name === named);
  if (named !== undefined && known === undefined) return { kind: "unknown", named };
  if (server === undefined) return { kind: "cluster", cluster: known ?? clusters.defaultFor(channel) };
  const found = clusters.at(server);
  if (found !== undefined && (known === undefined || known === found.cluster)) {
    const { cluster } = found;
    return { kind: "cluster", cluster, ...(found.isLiteral ? {} : { readAs: { server, cluster } }) };
  }
  const [only] = clusters.names.length === 1 ? clusters.names : [known];
  const isExample = found === undefined && isExampleServer(server);
  return isExample && only !== undefined ? { kind: "cluster", cluster: only, readAs: { server, cluster: only } } : { kind: "ask", server };
}

/** The cluster that the command itself names. */
export function findNamedCluster(command: Command): string | undefined {
  if ("name" in command && command.name !== undefined) return command.name.cluster;
  return "cluster" in command ? command.cluster : undefined;
}

const SERVER = /(?<=^|\s)-{1,2}server(?:\s*=\s*|\s+)\S+/i;

/** The person's own line with a cluster in place of the server. */
export function replaceServerInLine(line: string, cluster: ClusterName): string {
  return `${line
    .replace(SERVER, " ")
    .replaceAll(/[ \t]+/g, " ")
    .trim()} --cluster=${cluster}`;
}
