/** Plain JSON of an older format: an object with whatever it has. */
export type Json = Readonly<Record<string, unknown>>;

/** The value as an object, or a complaint that it is none: what is damaged is not upgraded. */
export function objectIn(value: unknown): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("an object was expected");
  return { ...value };
}

export function listIn(value: unknown): readonly Json[] {
  if (!Array.isArray(value)) throw new TypeError("a list was expected");
  return value.map(objectIn);
}

export function numberIn(value: unknown): number {
  if (typeof value !== "number") throw new TypeError("a number was expected");
  return value;
}

/** The fields that have a value: a field that was left out stays left out. */
export function withoutAbsent(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
