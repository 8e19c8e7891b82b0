declare const brand: unique symbol;
/** A text that was checked to be a name of this kind. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A Vitess cluster by its name in Tandem's configuration. */
export type ClusterName = Branded<"ClusterName">;
/** A Vitess keyspace name. */
export type Keyspace = Branded<"Keyspace">;
/** The name of a shard, such as `0` or `40-80`. */
export type Shard = Branded<"Shard">;
/** The name of a table in its keyspace, without the keyspace. */
export type TableName = Branded<"TableName">;
/** The name of a VReplication workflow inside its target keyspace. */
export type WorkflowName = Branded<"WorkflowName">;
/** `cell-0000000100`, as Vitess prints tablet aliases. */
export type TabletAlias = Branded<"TabletAlias">;
/** The identity of a move in keys, jobs and logs: `cluster/target_keyspace.workflow`. */
export type MoveId = `${ClusterName}/${Keyspace}.${WorkflowName}`;

/** One MoveTables workflow: where it is and what it is called. */
export interface MoveName {
  readonly cluster: ClusterName;
  readonly targetKeyspace: Keyspace;
  readonly workflow: WorkflowName;
}

// Vitess accepts these in keyspace and workflow names; anything else could break a topology path or Slack's formatting.
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;
const SHARD_PATTERN = /^[A-Za-z0-9_.-]+$/;
// MySQL's limit for an identifier.
const LONGEST_NAME = 64;
/** Vitess names the reverse workflow of a move so. */
export const REVERSE_SUFFIX = "_reverse";

/** True for a text that Vitess accepts as a keyspace name. */
export function isKeyspace(text: string): text is Keyspace {
  return text.length <= LONGEST_NAME && NAME.test(text);
}

/** True for a text that Vitess accepts as a shard name. One without a `-` may be any word (go/vt/topo/shard.go). */
export function isShard(text: string): text is Shard {
  return text.length <= LONGEST_NAME && SHARD_PATTERN.test(text);
}

/** True for what can be a table's name in MySQL. A text that begins with a slash is one of Vitess's patterns. */
export function isTableName(text: string): text is TableName {
  return (
    text !== "" && (text.length <= LONGEST_NAME || Array.from(text).length <= LONGEST_NAME) && !text.startsWith("/") && !text.includes("\0")
  );
}

/** True for a table's name that can stand in a command. In any other, a sign such as a comma or a quote would mean something else. */
export function isTypeableTable(text: string): text is TableName {
  return /^[\p{L}\p{N}\p{M}$_-]+$/u.test(text) && isTableName(text);
}

/**
 * True for a text that is safe as a workflow name and in its reverse workflow's name. An empty name would leave a nameless stream that no
 * call can remove (docs/facts/create.md#nameless).
 */
export function isWorkflowName(text: string): text is WorkflowName {
  return text.length <= LONGEST_NAME + (text.endsWith(REVERSE_SUFFIX) ? REVERSE_SUFFIX.length : 0) && NAME.test(text);
}

/** True for a cluster name: the same alphabet, so that it fits in keys and URLs. */
export function isClusterName(text: string): text is ClusterName {
  return text.length <= LONGEST_NAME && NAME.test(text);
}

/** Splits `customer.commerce2customer` into its two parts; undefined for any other form. */
export function parseQualifiedWorkflow(text: string): { targetKeyspace: Keyspace; workflow: WorkflowName } | undefined {
  const [targetKeyspace = "", workflow = "", ...rest] = text.split(".");
  if (rest.length > 0 || !isKeyspace(targetKeyspace) || !isWorkflowName(workflow)) return undefined;
  return { targetKeyspace, workflow };
}

/** The identity of this move. */
export function moveId({ cluster, targetKeyspace, workflow }: MoveName): MoveId {
  return `${cluster}/${targetKeyspace}.${workflow}`;
}

/** True for what {@link moveId} gives. */
export function isMoveId(text: string): text is MoveId {
  return parseMoveId(text) !== undefined;
}

/** Parses what {@link moveId} wrote; undefined for anything else. */
export function parseMoveId(id: string): MoveName | undefined {
  const slash = id.indexOf("/");
  const cluster = id.slice(0, Math.max(slash, 0));
  const rest = parseQualifiedWorkflow(id.slice(slash + 1));
  if (slash < 1 || rest === undefined || !isClusterName(cluster)) return undefined;
  return { cluster, ...rest };
}

/** `customer.commerce2customer`, as people read and type it. */
export function qualifyName(move: Pick<MoveName, "targetKeyspace" | "workflow">): string {
  return `${move.targetKeyspace}.${move.workflow}`;
}

/** True for an alias as Vitess prints it. */
export function isTabletAlias(text: string): text is TabletAlias {
  return /-\d{10}$/.test(text);
}

/** Turns `zone1` and 100 into `zone1-0000000100`, the way Vitess prints an alias. */
export function formatTabletAlias(cell: string, uid: number): TabletAlias {
  return brandName(`${cell}-${String(uid).padStart(10, "0")}`, isTabletAlias);
}

/** The name of the reverse workflow that SwitchTraffic creates in the source keyspace. */
export function reverseName(workflow: WorkflowName): WorkflowName {
  const isReverse = workflow.endsWith(REVERSE_SUFFIX) && workflow !== REVERSE_SUFFIX;
  return brandName(isReverse ? workflow.slice(0, -REVERSE_SUFFIX.length) : `${workflow}${REVERSE_SUFFIX}`, isWorkflowName);
}

/** Brands a text as a name of this kind. Throws a RangeError if the check fails: the caller made a wrong text. */
export function brandName<Name extends string>(text: string, is: (text: string) => text is Name): Name {
  if (is(text)) return text;
  throw new RangeError(`${JSON.stringify(text)} is not a name of this kind`);
}
