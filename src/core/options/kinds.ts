import type { WallHours } from "./hours.ts";
import type { Keyspace, Shard, TableName } from "../vitess/names.ts";

/** Tablet types that serve traffic or feed streams. */
export type TabletType = "PRIMARY" | "REPLICA" | "RDONLY";

/** What a stream does when it meets DDL at the source. */
export type OnDdl = "IGNORE" | "STOP" | "EXEC" | "EXEC_IGNORE";

/** What happens to AUTO_INCREMENT when an unsharded table moves to a sharded keyspace. */
export type ShardedAutoIncrement = "LEAVE" | "REMOVE" | "REPLACE";

/** A document of rules that vtgate routes by. */
export type RuleDocument = "tables" | "shards" | "keyspaces" | "mirrors";

/** The kinds of option, and the type of each one's value in a command. Durations are milliseconds; counts are 64-bit on the wire. */
export interface OptionValues {
  readonly flag: boolean;
  /** A flag that makes the tablet types an order of preference. */
  readonly order: boolean;
  readonly duration: number;
  /** A duration that Vitess counts in whole seconds. */
  readonly "whole-seconds": number;
  /** A duration, or `live`, which is 0. */
  readonly pace: number;
  readonly count: bigint;
  /** A count of at least 1. */
  readonly "count-from-1": bigint;
  /** 0 to 100. */
  readonly percent: number;
  /** 0 to 1. */
  readonly ratio: number;
  readonly keyspace: Keyspace;
  /** Empty: none. */
  readonly "keyspace-or-none": string;
  /** A name that somebody else chose, such as a tenant; empty: none. */
  readonly id: string;
  readonly "time-zone": string;
  /** The end of something, as typed: see `readUntil`. */
  readonly moment: string;
  /** Hours by the clock of a time zone, such as `02:00-04:00 Europe/Berlin`. */
  readonly hours: WallHours;
  /** Words for people, between quotes. */
  readonly sentence: string;
  readonly "on-ddl": OnDdl;
  readonly "auto-increment": ShardedAutoIncrement;
  /** Cells, cell aliases. */
  readonly names: readonly string[];
  readonly shards: readonly Shard[];
  readonly tables: readonly TableName[];
  readonly types: readonly TabletType[];
  readonly documents: readonly RuleDocument[];
  /** VReplication settings by name. */
  readonly settings: Readonly<Record<string, string>>;
}

export type OptionKind = keyof OptionValues;
