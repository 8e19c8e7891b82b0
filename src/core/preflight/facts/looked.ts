/** What a look at Vitess returned, or why it returned nothing. A failed look becomes a finding and never ends the other looks. */
export type Looked<T> =
  | { readonly kind: "seen"; readonly value: T }
  /** `why` in words, redacted; empty when the connected version has no such call. */
  | { readonly kind: "unseen"; readonly why: string };

export function toSeen<T>(value: T): Looked<T> {
  return { kind: "seen", value };
}

/** The value, if the look returned one. */
export function findSeen<T>(looked: Looked<T>): T | undefined {
  return looked.kind === "seen" ? looked.value : undefined;
}

/** A look at many shards or tablets: how many there are, and what those asked returned. */
export interface Sampled<T> {
  readonly of: number;
  readonly looked: readonly { readonly where: string; readonly look: Looked<T> }[];
}

/** The values that were seen, each with its place. */
export function listSeenValues<T>({ looked }: Sampled<T>): readonly { readonly where: string; readonly value: T }[] {
  return looked.flatMap(({ where, look }) => (look.kind === "seen" ? [{ where, value: look.value }] : []));
}

/** All values that were seen, in one list. */
export function flattenSeen<T>(sampled: Sampled<readonly T[]>): readonly T[] {
  return listSeenValues(sampled).flatMap(({ value }) => value);
}
