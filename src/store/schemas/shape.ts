import { z } from "zod";

/**
 * A schema for every field of a type, optional ones too. A field that the core gains and the store forgets does not compile, so
 * nothing is dropped on its way through Redis. Use with `z.strictObject`.
 */
export type Shape<T> = { readonly [Field in keyof T]-?: z.ZodType<Required<T>[Field]> };

/** A schema for every member of a union with a `kind`: a member without one does not compile. */
export type Kinds<T extends { readonly kind: string }> = {
  readonly [Kind in T["kind"]]: z.ZodType<OfKind<T, Kind>> & { readonly shape: Shape<OfKind<T, Kind>> };
};

type OfKind<T, Kind> = T extends { readonly kind: infer Has }
  ? Kind extends Has
    ? Omit<T, "kind"> & { readonly kind: Kind }
    : never
  : never;

/** Any of the schemas in a table of kinds. */
export function anyOf<Schema extends z.ZodType>(table: Readonly<Record<string, Schema>>): z.ZodType<z.output<Schema>> {
  return z.union(Object.values(table));
}
