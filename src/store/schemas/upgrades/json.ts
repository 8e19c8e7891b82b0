/** Plain JSON of an older format: an object with any fields. */
export type Json = Readonly<Record<string, unknown>>;

/** The value as an object; throws a TypeError if it is none, so that a damaged record is not upgraded. */
export function requireObject(value: unknown): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("an object was expected");
  return { ...value };
}

export function requireObjects(value: unknown): readonly Json[] {
  if (!Array.isArray(value)) throw new TypeError("a list was expected");
  return value.map(requireObject);
}

export function requireNumber(value: unknown): number {
  if (typeof value !== "number") throw new TypeError("a number was expected");
  return value;
}

/** Drops the fields without a value, so that a missing field stays missing. */
export function withoutAbsent(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
