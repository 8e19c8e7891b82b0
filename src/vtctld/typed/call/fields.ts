import { isShard, isTableName, type Shard, type TableName } from "../../../core/vitess/names.ts";
import { Fault } from "../../../operations/fault.ts";

/**
 * Drops the fields that have proto3's default: the reference client does not send them, and our library would. Messages stay even if they
 * are empty, because their presence means something.
 */
export function withoutDefaults<Message extends object = never>(fields: NoInfer<Message>): Message {
  const message = { ...fields };
  for (const name in message) if (isDefault(message[name])) delete message[name];
  return message;
}

function isDefault(value: unknown): boolean {
  return value === false || value === 0 || value === "" || (Array.isArray(value) && value.length === 0);
}

/** A 64-bit field; 0 if missing. Throws a {@link Fault} for anything but a whole number. */
export function readInt64(text = "0"): bigint {
  if (!/^-?\d+$/.test(text)) throw new Fault("unexpected", "Vitess sent something else where a whole number stands");
  return BigInt(text);
}

/** The name of an enum value; a value that a newer Vitess added keeps its number as text. `zero` names a missing one. */
export function readEnumName(value: string | number | undefined, zero: string): string {
  return value === undefined ? zero : String(value);
}

/** The name of a shard. Throws a {@link Fault} for a text that cannot be one. */
export function readShard(text = ""): Shard {
  if (!isShard(text)) throw new Fault("unexpected", "Vitess sent something else where the name of a shard stands");
  return text;
}

/** The name of a table. Throws a {@link Fault} for a text that cannot be one. */
export function readTableName(text = ""): TableName {
  if (!isTableName(text)) throw new Fault("unexpected", "Vitess sent something else where the name of a table stands");
  return text;
}
