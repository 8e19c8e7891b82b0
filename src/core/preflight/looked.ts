/** What a look at Vitess gave, or why it gave nothing. A look that failed is a finding, never a reason to stop looking. */
export type Looked<T> =
  | { readonly kind: "seen"; readonly value: T }
  /** `why` in words, redacted; empty when the connected version has no such call. */
  | { readonly kind: "unseen"; readonly why: string };

export function lookedAt<T>(value: T): Looked<T> {
  return { kind: "seen", value };
}

/** The value where there is one. */
export function valueOf<T>(looked: Looked<T>): T | undefined {
  return looked.kind === "seen" ? looked.value : undefined;
}

/** Something that was looked at shard by shard, tablet by tablet: how many there are, and what those that were asked said. */
export interface Sampled<T> {
  readonly of: number;
  readonly looked: readonly { readonly where: string; readonly look: Looked<T> }[];
}

/** What was seen, with the place that it was seen at. */
export function valuesSeen<T>({ looked }: Sampled<T>): readonly { readonly where: string; readonly value: T }[] {
  return looked.flatMap(({ where, look }) => (look.kind === "seen" ? [{ where, value: look.value }] : []));
}

/** Everything that was seen, in one list. */
export function flattenSeen<T>(sampled: Sampled<readonly T[]>): readonly T[] {
  return valuesSeen(sampled).flatMap(({ value }) => value);
}
