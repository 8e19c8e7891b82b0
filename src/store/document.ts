import { z } from "zod";
import { Fault } from "../operations/fault.ts";

/** How one stored type is written and read: its format version, and the schema that a text must pass. */
export interface Format<T> {
  readonly version: number;
  readonly schema: z.ZodType<T>;
}

/**
 * The stored text of a value: JSON with its format version, 64-bit numbers as text. What could not be read back is a Fault here,
 * before it replaces anything.
 */
export function encode<T>(key: string, { version, schema }: Format<T>, value: T): string {
  const text = JSON.stringify({ v: version, d: value }, (_name, inner: unknown) => (typeof inner === "bigint" ? inner.toString() : inner));
  decode(key, { version, schema }, text);
  return text;
}

/** Reads a stored text back. Damage, or a format of a newer Tandem, is a Fault that names the key; the text stays as it is. */
export function decode<T>(key: string, { version, schema }: Format<T>, text: string): T {
  const envelope = Envelope.safeParse(jsonOf(key, text));
  if (!envelope.success) throw damaged(key, "it is not a record", envelope.error);
  const { v, d } = envelope.data;
  if (v > version) {
    throw new Fault(
      "unexpected",
      `Redis key ${key} was written by a newer Tandem (format ${v}, this one reads up to ${version}): upgrade this process`,
    );
  }
  if (v < version) throw damaged(key, `format ${v} is no longer read`);
  const value = schema.safeParse(d);
  if (!value.success) throw damaged(key, firstIssue(value.error), value.error);
  return value.data;
}

const Envelope = z.strictObject({ v: z.int().positive(), d: z.unknown() });

function jsonOf(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(key, "it is not JSON", error);
  }
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? "it has the wrong form" : `${issue.path.join(".")}: ${issue.message}`;
}

function damaged(key: string, why: string, cause?: unknown): Fault {
  return new Fault("unexpected", `Redis key ${key} is damaged and was left as it is: ${why}`, { cause });
}
