import { brandName, isKeyspace, type Keyspace } from "../src/core/vitess/names.ts";

/** A keyspace as a test writes it down. */
export function keyspaceNamed(text: string): Keyspace {
  return brandName(text, isKeyspace);
}
