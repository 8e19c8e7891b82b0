import { z } from "zod";

/**
 * A schema for every field of a type, optional ones too. A field that the core gains and the store forgets does not compile. Use with
 * `z.looseObject`: a field that only a newer Tandem knows passes through unread, so that an older one that changes the record keeps it.
 */
export type Shape<T> = { readonly [Field in keyof T]-?: z.ZodType<Required<T>[Field]> };

/** A schema for every member of a union with a `kind`: a member without one does not compile. */
export type Kinds<T extends { readonly kind: string }> = Members<"kind", T>;

/** The same for a union that is told apart by another field than `kind`. */
export type Members<By extends string, T extends Readonly<Record<By, string>>> = {
  readonly [Value in T[By]]: z.ZodType<Member<By, T, Value>> &
    z.core.$ZodTypeDiscriminable & { readonly shape: Shape<Member<By, T, Value>> };
};

type Member<By extends string, T, Value> =
  T extends Readonly<Record<By, infer Has>> ? (Value extends Has ? Omit<T, By> & { readonly [Field in By]: Value } : never) : never;

/** The schema in a table of kinds that the value's own `kind` names; what is wrong with the value is said of that kind alone. */
export function unionOf<Schema extends z.ZodType & z.core.$ZodTypeDiscriminable>(
  table: Readonly<Record<string, Schema>>,
): z.ZodType<z.output<Schema>> {
  return unionBy("kind", table);
}

/** The same for a table whose members are told apart by another field than `kind`. */
export function unionBy<Schema extends z.ZodType & z.core.$ZodTypeDiscriminable>(
  field: string,
  table: Readonly<Record<string, Schema>>,
): z.ZodType<z.output<Schema>> {
  const [first, ...others] = Object.values(table);
  return first === undefined ? z.never() : z.discriminatedUnion(field, [first, ...others]);
}

/** A word of a union. From a record, so that a word which the core gains, and the store does not know, does not compile. */
export function wordOf<Word extends string>(words: Readonly<Record<Word, 0>>): z.ZodType<Word> {
  return z.custom<Word>((value) => typeof value === "string" && Object.hasOwn(words, value));
}
