/** The members of a union whose `kind` can be `K`, also where one member stands for several kinds. */
export type OfKind<Union extends { readonly kind: string }, K extends Union["kind"]> = Union extends unknown
  ? K extends Union["kind"]
    ? Union
    : never
  : never;
