import fc from "fast-check";

/**
 * Holds many promises against the same examples, each of which is drawn and judged once. fast-check draws the same ones again and looks for
 * the smallest where a promise is broken.
 */
export function drawnOnce<T, V>(
  examples: fc.Arbitrary<T>,
  judge: (it: T) => V,
  runs: { readonly numRuns: number },
): (holds: (is: V, it: T) => void) => void {
  let drawn: readonly { readonly it: T; readonly is: V }[] | undefined;
  return (holds) => {
    drawn ??= fc.sample(examples, runs.numRuns).map((it) => ({ it, is: judge(it) }));
    try {
      for (const { it, is } of drawn) holds(is, it);
    } catch (error) {
      fc.assert(
        fc.property(examples, (it) => holds(judge(it), it)),
        runs,
      );
      // Only together with earlier examples is the promise broken.
      throw error;
    }
  };
}
