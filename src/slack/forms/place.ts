import {
  type ClusterName,
  isClusterName,
  isKeyspace,
  type Keyspace,
  parseQualifiedWorkflow,
  qualifiedName,
} from "../../core/vitess/names.ts";
import type { TypedName } from "../../core/command/command.ts";

/** Where the command of a form belongs, and what its fields need to know of each other: it travels in the form and comes back with it. */
export interface FormPlace {
  /** Absent where there is only one. */
  readonly cluster?: ClusterName;
  /** True when the form lets choose among several clusters. */
  readonly choosesCluster?: boolean;
  readonly channel?: string;
  readonly thread?: string;
  /** The move, where it is settled already. */
  readonly name?: Pick<TypedName, "targetKeyspace" | "workflow">;
  /** The keyspace whose tables are offered: Slack does not say what stands in the other fields when it asks for names. */
  readonly source?: Keyspace;
  /** The other options are shown. */
  readonly more?: boolean;
}

export function placeText({ name, ...place }: FormPlace): string {
  return JSON.stringify({ ...place, ...(name === undefined ? {} : { name: qualifiedName(name) }) });
}

/** The place that {@link placeText} wrote; what cannot be read of it is absent. */
export function placeOf(privateMetadata: string): FormPlace {
  const read: unknown = privateMetadata.startsWith("{") ? JSON.parse(privateMetadata) : {};
  const place: Readonly<Record<string, unknown>> = typeof read === "object" && read !== null ? { ...read } : {};
  const text = (key: string): string | undefined => (typeof place[key] === "string" ? place[key] : undefined);
  const [cluster, channel, thread, source] = [text("cluster"), text("channel"), text("thread"), text("source")];
  const name = parseQualifiedWorkflow(text("name") ?? "");
  return {
    ...(cluster !== undefined && isClusterName(cluster) ? { cluster } : {}),
    ...(place["choosesCluster"] === true ? { choosesCluster: true } : {}),
    ...(channel === undefined ? {} : { channel }),
    ...(thread === undefined ? {} : { thread }),
    ...(name === undefined ? {} : { name }),
    ...(source !== undefined && isKeyspace(source) ? { source } : {}),
    ...(place["more"] === true ? { more: true } : {}),
  };
}
