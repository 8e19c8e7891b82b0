/** A document with one more field in every object, and the names of these fields. Each name is unique. */
export interface Planted {
  readonly text: string;
  readonly names: readonly string[];
}

/** Adds what only a newer Tandem would know to a stored text, at the top of its document and in each object below. */
export function planted(text: string): Planted {
  const names: string[] = [];
  const { v, d }: { v?: unknown; d?: unknown } = JSON.parse(text);
  const grow = (value: unknown, isTable = false): unknown => {
    if (Array.isArray(value)) return value.map((inner) => grow(inner));
    if (typeof value !== "object" || value === null) return value;
    const grown = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, grow(inner, name === "evidence")]));
    // Its keys are data: another key would not be a new field.
    if (isTable) return grown;
    const name = `newer${names.length}`;
    names.push(name);
    return { ...grown, [name]: { since: "0.9.0", list: [1, "two", null] } };
  };
  return { text: JSON.stringify({ v, d: grow(d) }), names };
}

/** The planted names in a stored text, each with its value; sorted. */
export function plantedNamesIn(text: string): readonly string[] {
  return [...text.matchAll(/"(newer\d+)":\{"since":"0\.9\.0","list":\[1,"two",null\]\}/g)].map(([, name = ""]) => name).toSorted();
}
