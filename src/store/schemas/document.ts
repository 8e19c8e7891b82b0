import { z } from "zod";
import { Fault } from "../../operations/fault.ts";

/** How one type is stored: its format version, and the schema that a text must pass. */
export interface Format<T> {
  readonly version: number;
  readonly schema: z.ZodType<T>;
  /** The oldest format that says all of a value, in which it is written: in a rolling update older processes can go on with it. */
  writtenAs?(value: T): number;
  /**
   * Keyed by an older format's version: turns its plain JSON into that of the next version, keeping fields that it does not know. A version
   * without an upgrade can no longer be read.
   */
  readonly upgrades?: Readonly<Record<number, (document: unknown) => unknown>>;
  /** Keyed by an older format's version: which of its records are of no use any more; they count as missing. */
  readonly absent?: Readonly<Record<number, (document: unknown) => boolean>>;
}

/**
 * The stored text of a value: JSON with its format version, 64-bit numbers as text. Throws a Fault if the value could not be read back,
 * before it replaces anything.
 */
export function encode<T>(key: string, format: Format<T>, value: T): string {
  const envelope = { v: format.writtenAs?.(value) ?? format.version, d: value };
  const text = JSON.stringify(envelope, (_name, inner: unknown) => (typeof inner === "bigint" ? inner.toString() : inner));
  decode(key, format, text);
  return text;
}

/**
 * Reads a stored text, upgrading an older format. Throws a Fault that names the key if the text is damaged or a newer Tandem wrote it; the
 * text stays as it is.
 */
export function decode<T>(key: string, format: Format<T>, text: string): T {
  const value = decodeIfAny(key, format, text);
  if (value === undefined) throw toDamagedFault(key, "nothing of it is read any more");
  return value;
}

/** The same for a record that may count as missing. */
export function decodeIfAny<T>(key: string, format: Format<T>, text: string): T | undefined {
  const { version, schema, absent = {} } = format;
  const envelope = Envelope.safeParse(parseRecordJson(key, text));
  if (!envelope.success) throw toDamagedFault(key, "it is not a record", envelope.error);
  const { v, d } = envelope.data;
  if (v > version) {
    throw new Fault(
      "unexpected",
      `Redis key ${key} was written by a newer Tandem (format ${v}, this one reads up to ${version}): upgrade this process`,
    );
  }
  if (absent[v]?.(d) === true) return undefined;
  const value = schema.safeParse(upgradeDocument(key, format, v, d));
  if (!value.success) throw toDamagedFault(key, sayFirstIssue(value.error), value.error);
  return value.data;
}

function upgradeDocument<T>(key: string, { version, upgrades = {} }: Format<T>, from: number, document: unknown): unknown {
  let current = document;
  for (let at = from; at < version; at += 1) {
    const step = upgrades[at];
    if (step === undefined) throw toDamagedFault(key, `format ${at} is no longer read`);
    try {
      current = step(current);
    } catch (error) {
      throw toDamagedFault(key, `it is not what format ${at} was`, error);
    }
  }
  return current;
}

const Envelope = z.strictObject({ v: z.int().positive(), d: z.unknown() });

function parseRecordJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw toDamagedFault(key, "it is not JSON", error);
  }
}

function sayFirstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? "it has the wrong form" : `${issue.path.join(".")}: ${issue.message}`;
}

/** The fault for a key with damaged text. */
export function toDamagedFault(key: string, why: string, cause?: unknown): Fault {
  return new Fault("unexpected", `Redis key ${key} is damaged and was left as it is: ${why}`, { cause });
}
