import { isRequestId, type RequestId } from "../src/core/people/people.ts";
import {
  brandName,
  isKeyspace,
  isMoveId,
  isShard,
  type Keyspace,
  type MoveId,
  type Shard,
  isTableName,
  type TableName,
} from "../src/core/vitess/names.ts";
import { isMovePattern, type MovePattern } from "../src/core/vitess/patterns.ts";

/** A keyspace as a test writes it down. */
export function keyspaceNamed(text: string): Keyspace {
  return brandName(text, isKeyspace);
}

/** The id of a move as a test writes it down: `prod/customer.commerce2customer`. */
export function moveIdNamed(text: string): MoveId {
  return brandName(text, isMoveId);
}

/** A pattern of moves as a test writes it down. */
export function patternNamed(text: string): MovePattern {
  return brandName(text, isMovePattern);
}

/** A request's id as a test writes it down; a typed line serves as well. */
export function requestNamed(text: string): RequestId {
  return brandName(text.replaceAll(/\s/g, "-"), isRequestId);
}

/** A shard as a test writes it down. */
export function shardNamed(text: string): Shard {
  return brandName(text, isShard);
}

/** Shards as a test writes them down. */
export function shardsNamed(...texts: readonly string[]): readonly Shard[] {
  return texts.map(shardNamed);
}

/** A table as a test writes it down. */
export function tableNamed(text: string): TableName {
  return brandName(text, isTableName);
}

/** Tables as a test writes them down. */
export function tablesNamed(...texts: readonly string[]): readonly TableName[] {
  return texts.map(tableNamed);
}
