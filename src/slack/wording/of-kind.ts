/** The members of a union whose `kind` can be `K`, even if one member covers several kinds. */
export type OfKind<Union extends { readonly kind: string }, K extends Union["kind"]> = Union extends unknown
  ? K extends Union["kind"]
    ? Union
    : never
  : never;

/**
 * Type of an entry of a total table by kind, looked up by a value's own kind: it takes exactly that member. TypeScript compares method
 * parameters loosely, which is why it accepts this.
 */
export type TakesAny<Union, Rest extends readonly unknown[], Result> = { say(value: Union, ...rest: Rest): Result }["say"];
