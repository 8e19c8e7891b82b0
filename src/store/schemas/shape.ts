import { z } from "zod";

/**
 * A schema for every field of a type, optional ones too: a field that core gains and the store forgets does not compile. Use with
 * `z.looseObject`: it keeps fields that only a newer Tandem knows, so an older one does not lose them when it changes the record.
 */
export type Shape<T> = { readonly [Field in keyof T]-?: z.ZodType<Required<T>[Field]> };

/** A schema for every member of a union with a `kind`: a member without one does not compile. */
export type KindSchemas<T extends { readonly kind: string }> = MemberSchemas<"kind", T>;

/** The same for a union discriminated by another field than `kind`. */
export type MemberSchemas<By extends string, T extends Readonly<Record<By, string>>> = {
  readonly [Value in T[By]]: z.ZodType<Member<By, T, Value>> &
    z.core.$ZodTypeDiscriminable & { readonly shape: Shape<Member<By, T, Value>> };
};

type Member<By extends string, T, Value> =
  T extends Readonly<Record<By, infer Has>> ? (Value extends Has ? Omit<T, By> & { readonly [Field in By]: Value } : never) : never;

/** Picks the schema by the value's own `kind`, so that an error speaks of that kind alone. */
export function defineUnion<Schema extends z.ZodType & z.core.$ZodTypeDiscriminable>(
  table: Readonly<Record<string, Schema>>,
): z.ZodType<z.output<Schema>> {
  return defineUnionByField("kind", table);
}

/** The same for a table discriminated by another field than `kind`. */
export function defineUnionByField<Schema extends z.ZodType & z.core.$ZodTypeDiscriminable>(
  field: string,
  table: Readonly<Record<string, Schema>>,
): z.ZodType<z.output<Schema>> {
  const [first, ...others] = Object.values(table);
  return first === undefined ? z.never() : z.discriminatedUnion(field, [first, ...others]);
}

/** A word of a union. Built from a record, so that a word which core gains and the store lacks does not compile. */
export function defineWord<Word extends string>(words: Readonly<Record<Word, 0>>): z.ZodType<Word> {
  return z.custom<Word>((value) => typeof value === "string" && Object.hasOwn(words, value));
}
