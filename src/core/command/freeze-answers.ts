import type { GlassOperation } from "./command.ts";
import type { Freeze, FreezeNow } from "../operation/freeze/freezes.ts";
import type { ClusterName } from "../vitess/names.ts";

/** The private answers about freezes and broken glass. `keyspace` absent: the whole cluster. */
export type FreezeAnswer =
  | { readonly kind: "frozen"; readonly cluster: ClusterName; readonly freeze: FreezeNow }
  /** `left`: what is still frozen there, by the policy or by somebody else. */
  | { readonly kind: "thawed"; readonly cluster: ClusterName; readonly keyspace?: string; readonly left: readonly FreezeNow[] }
  /** A second person has to ask for the same. */
  | { readonly kind: "thaw-asked"; readonly cluster: ClusterName; readonly keyspace?: string; readonly freezes: readonly Freeze[] }
  /** What would run alone; Tandem waits until somebody types the name. `typed`: what follows the verb; `instead`: what was typed. */
  | {
      readonly kind: "break-glass-plan";
      readonly cluster: ClusterName;
      readonly what: GlassOperation | "thaw";
      readonly name: string;
      readonly typed: string;
      readonly reason: string;
      readonly instead?: string;
    };
