/** The members of a union whose `kind` can be `K`, also where one member stands for several kinds. */
export type OfKind<Union extends { readonly kind: string }, K extends Union["kind"]> = Union extends unknown
  ? K extends Union["kind"]
    ? Union
    : never
  : never;

/**
 * What every function of a total table by kind can be called as, once the table was indexed with the value's own kind: the entry found
 * there takes exactly that member. Method parameters are compared loosely, which is what lets the compiler take the step with us.
 */
export type TakesAny<Union, Rest extends readonly unknown[], Result> = { say(value: Union, ...rest: Rest): Result }["say"];
