import { Fault } from "../../operations/fault.ts";

/**
 * A request without the fields that have proto3's default: the reference client does not put those on the wire, and the library here would. Messages
 * stay, also empty ones: their presence says something.
 */
export function withoutDefaults<Message extends object = never>(fields: NoInfer<Message>): Message {
  const message = { ...fields };
  for (const name in message) if (isDefault(message[name])) delete message[name];
  return message;
}

function isDefault(value: unknown): boolean {
  return value === false || value === 0 || value === "" || (Array.isArray(value) && value.length === 0);
}

/** A 64-bit field: 0 when absent. */
export function readInt64(text = "0"): bigint {
  if (!/^-?\d+$/.test(text)) throw new Fault("unexpected", "Vitess sent something else where a whole number stands");
  return BigInt(text);
}

/** The name of an enum's value; a value that a newer Vitess invented keeps its number as text. `zero` is the name of an absent one. */
export function enumName(value: string | number | undefined, zero: string): string {
  return value === undefined ? zero : String(value);
}
