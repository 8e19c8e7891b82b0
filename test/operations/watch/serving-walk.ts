import fc from "fast-check";
import { switchSteps, type SwitchStep } from "../../../practice/vtctld/cluster/operation.ts";

/** The effect of a switch after which vtctld dies. */
export type Cut = SwitchStep;

/** One event in the cluster of a walk. */
export type Step =
  | {
      readonly kind: "switch";
      readonly types: readonly ("PRIMARY" | "REPLICA" | "RDONLY")[];
      readonly backward: boolean;
      readonly cells: readonly string[];
      readonly cut?: Cut;
    }
  | { readonly kind: "rebuild"; readonly cells: readonly string[] }
  /** Somebody applies the rules from this many steps ago. */
  | { readonly kind: "old-rules"; readonly back: number; readonly served: boolean }
  | { readonly kind: "control"; readonly keyspace: "commerce" | "customer"; readonly remove: boolean; readonly tables: readonly number[] }
  | { readonly kind: "refresh"; readonly keyspace: "commerce" | "customer" };

const cells = fc.constantFrom<(readonly string[])[]>([], [], [], ["zone1"], ["zone2"]);
const types = fc.constantFrom<(readonly ("PRIMARY" | "REPLICA" | "RDONLY")[])[]>(
  ["PRIMARY", "REPLICA", "RDONLY"],
  ["REPLICA", "RDONLY"],
  ["REPLICA"],
  ["PRIMARY"],
);
const keyspace = fc.constantFrom<("commerce" | "customer")[]>("commerce", "customer");

const switches: fc.Arbitrary<Step> = fc
  .record({ types, backward: fc.boolean(), cells, cut: fc.option(fc.constantFrom(...switchSteps), { nil: undefined }) })
  .map(({ cut, ...rest }) => ({ kind: "switch", ...rest, ...(cut === undefined ? {} : { cut }) }));

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: switches },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rebuild" as const), cells }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("old-rules" as const), back: fc.nat({ max: 5 }), served: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("control" as const),
      keyspace,
      remove: fc.boolean(),
      tables: fc.constantFrom<(readonly number[])[]>([0], [1], [0, 1]),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("refresh" as const), keyspace }) },
);

/** A release, and what happens on it after the copy. */
export const aWalk = fc.record({ version: fc.constantFrom(18, 21, 23, 24), steps: fc.array(steps, { minLength: 2, maxLength: 7 }) });
