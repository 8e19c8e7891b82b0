import { CANCEL } from "./cancel.ts";
import { COMPLETE } from "./complete.ts";
import { CREATE } from "./create.ts";
import type { TabletType } from "./kinds.ts";
import { MIRROR } from "./mirror.ts";
import { collectDefaults, type OptionsOf, collectOwnDefaults } from "./row.ts";
import { SWITCH } from "./switch.ts";
import type { UPDATE } from "./update.ts";
import { VDIFF } from "./vdiff.ts";

/** Every type whose traffic a move can switch. */
export const TRAFFIC_TYPES: readonly TabletType[] = ["PRIMARY", "REPLICA", "RDONLY"];

/** The types that serve only reads: a switch moves them before writes. */
export const READ_TYPES: readonly TabletType[] = ["REPLICA", "RDONLY"];

/** Alone in `cells`: every cell of the cluster, looked up when the move is created. */
export const ALL_CELLS = "*";

/** The options of each operation, derived from the rows in `options/`. */
export type CreateOptions = OptionsOf<typeof CREATE>;
export type SwitchOptions = OptionsOf<typeof SWITCH>;
export type CompleteOptions = OptionsOf<typeof COMPLETE>;
export type CancelOptions = OptionsOf<typeof CANCEL>;
export type VDiffOptions = OptionsOf<typeof VDIFF>;
export type MirrorOptions = OptionsOf<typeof MIRROR>;
/** An absent field stays unchanged. */
export type UpdateOptions = Partial<Omit<OptionsOf<typeof UPDATE>, "shards">> & Pick<OptionsOf<typeof UPDATE>, "shards">;

/** The reference client's defaults. */
export const CREATE_DEFAULTS = collectDefaults(CREATE);
export const SWITCH_DEFAULTS = collectDefaults(SWITCH);
export const COMPLETE_DEFAULTS = collectDefaults(COMPLETE);
export const CANCEL_DEFAULTS = collectDefaults(CANCEL);
export const VDIFF_DEFAULTS = collectDefaults(VDIFF);
export const MIRROR_DEFAULTS = collectDefaults(MIRROR);

/** What Tandem itself requests of a VDiff. */
export const VDIFF_OWN_DEFAULTS = collectOwnDefaults(VDIFF);
