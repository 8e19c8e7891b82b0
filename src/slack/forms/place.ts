import {
  type ClusterName,
  isClusterName,
  isKeyspace,
  type Keyspace,
  parseQualifiedWorkflow,
  qualifyName,
} from "../../core/vitess/names.ts";
import type { TypedName } from "../../core/command/command.ts";
import { readJsonObject } from "../text/json-object.ts";

/** Where a form's command belongs, and what its fields need to know of each other. The form carries it and returns it. */
export interface FormPlace {
  /** Absent if there is only one. */
  readonly cluster?: ClusterName;
  /** True if the form offers a choice of clusters. */
  readonly choosesCluster?: boolean;
  readonly channel?: string;
  readonly thread?: string;
  /** The move, if it is already given. */
  readonly name?: Pick<TypedName, "targetKeyspace" | "workflow">;
  /** The keyspace whose tables the form suggests: Slack does not send the other fields when it requests names. */
  readonly source?: Keyspace;
  /** True if the other options are shown. */
  readonly more?: boolean;
}

export function formatPlace({ name, ...place }: FormPlace): string {
  return JSON.stringify({ ...place, ...(name === undefined ? {} : { name: qualifyName(name) }) });
}

/** The place of whoever pressed something, for a modal that knows nothing else. */
export function formatPlaceOf({ channel, threadTs }: { readonly channel?: string; readonly threadTs?: string }): string {
  return formatPlace({ ...(channel === undefined ? {} : { channel }), ...(threadTs === undefined ? {} : { thread: threadTs }) });
}

/** Reads the place that {@link formatPlace} wrote; leaves out what it cannot read. */
export function readPlace(privateMetadata: string): FormPlace {
  const place = readJsonObject(privateMetadata) ?? {};
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
