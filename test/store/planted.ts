/** A document with a field more in every object of it, and the names of these fields. Each name is there once. */
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
    // Its names are data: a name more is no field that somebody added.
    if (isTable) return grown;
    const name = `newer${names.length}`;
    names.push(name);
    return { ...grown, [name]: { since: "0.9.0", list: [1, "two", null] } };
  };
  return { text: JSON.stringify({ v, d: grow(d) }), names };
}

/** The planted names that a stored text has, each with what it had; sorted. */
export function plantedNamesIn(text: string): readonly string[] {
  return [...text.matchAll(/"(newer\d+)":\{"since":"0\.9\.0","list":\[1,"two",null\]\}/g)].map(([, name = ""]) => name).toSorted();
}
