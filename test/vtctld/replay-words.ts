import {
  formatTabletAlias,
  isKeyspace,
  isWorkflowName,
  type Keyspace,
  type Shard,
  type TabletAlias,
  type WorkflowName,
} from "../../src/core/vitess/names.ts";
import type { WorkflowIn } from "../../src/operations/ports.ts";
import { list } from "./command-line.ts";
import type { OnDdl, TabletType } from "../../src/core/options/kinds.ts";
import { shardNamed } from "../names.ts";

export type Body = Readonly<Record<string, unknown>>;

export function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

export function text(value: unknown): string {
  if (typeof value !== "string") throw new Error("not a text");
  return value;
}

export function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null;
}

export function of(from: unknown, workflow: unknown): WorkflowIn {
  return { targetKeyspace: keyspace(text(from)), workflow: workflowName(text(workflow)) };
}

export function named(flags: ReadonlyMap<string, string>): WorkflowIn {
  return of(flags.get("target-keyspace") ?? flags.get("keyspace"), flags.get("workflow"));
}

export function keyspace(name = ""): Keyspace {
  if (!isKeyspace(name)) throw new Error(`not a keyspace: ${name}`);
  return name;
}

export function workflowName(name: string): WorkflowName {
  if (!isWorkflowName(name)) throw new Error(`not a workflow: ${name}`);
  return name;
}

export function yes(flags: ReadonlyMap<string, string>, name: string, otherwise: boolean): boolean {
  const value = flags.get(name);
  return value === undefined ? otherwise : value === "true";
}

export function tabletType(name: string): TabletType | undefined {
  return (["PRIMARY", "REPLICA", "RDONLY"] as const).find((type) => type === name.toUpperCase());
}

export function tabletTypes(names: string | undefined): readonly TabletType[] {
  return list(names).flatMap((type) => tabletType(type) ?? []);
}

export function onDdl(name = "IGNORE"): OnDdl {
  const found = (["IGNORE", "STOP", "EXEC", "EXEC_IGNORE"] as const).find((action) => action === name.toUpperCase());
  if (found === undefined) throw new Error(`not an on-ddl action: ${name}`);
  return found;
}

/** `zone1-0000000200` */
export function alias(words = ""): TabletAlias {
  const [cell = "", uid = ""] = words.split("-");
  return formatTabletAlias(cell, Number(uid));
}

/** `customer/0` */
export function shardOfKeyspace(words = ""): { readonly keyspace: Keyspace; readonly shard: Shard } {
  const [from = "", shard = ""] = words.split("/");
  return { keyspace: keyspace(from), shard: shardNamed(shard) };
}
