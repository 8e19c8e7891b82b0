/** A JSON object as it came over the wire: nothing is known about its fields yet. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The string in this field, or undefined if it is missing, empty or something else. */
export function readString(object: Json, key: string): string | undefined {
  const value = object[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The objects in this list field; anything else in it is skipped. */
export function readObjects(object: Json, key: string): readonly Json[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isJson) : [];
}

export function readObject(object: Json, key: string): Json {
  const value = object[key];
  return isJson(value) ? value : {};
}

/** Parses a string that should contain a JSON object or list; undefined if it does not. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
