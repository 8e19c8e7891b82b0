import { Fault } from "../../operations/fault.ts";
import type { Enum } from "./wire.ts";

type Field = string | number | boolean | readonly (string | number)[] | object;

/**
 * A request without the fields that have proto3's default: the reference client does not put those on the wire, and the library here would. Messages
 * stay, also empty ones: their presence says something.
 */
export function sent(fields: Readonly<Record<string, Field>>): Record<string, Field> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isDefault(value)));
}

function isDefault(value: Field): boolean {
  return value === false || value === 0 || value === "" || (Array.isArray(value) && value.length === 0);
}

/** A 64-bit field: 0 when absent. */
export function whole(text = "0"): bigint {
  if (!/^-?\d+$/.test(text)) throw new Fault("unexpected", "Vitess sent something else where a whole number stands");
  return BigInt(text);
}

/** The name of an enum's value; a value that a newer Vitess invented keeps its number as text. `zero` is the name of an absent one. */
export function enumName(value: Enum | undefined, zero: string): string {
  return value === undefined ? zero : String(value);
}
