import { CANCEL } from "./cancel.ts";
import { COMPLETE } from "./complete.ts";
import { CREATE } from "./create.ts";
import type { TabletType } from "./kinds.ts";
import { MIRROR } from "./mirror.ts";
import { defaultsOf, type OptionsOf, ownDefaultsOf } from "./row.ts";
import { SWITCH } from "./switch.ts";
import type { UPDATE } from "./update.ts";
import { VDIFF } from "./vdiff.ts";

export type { OnDdl, RuleDocument, TabletType } from "./kinds.ts";

/** The types that serve reads alone: a switch moves them before writes. */
export const READ_TYPES: readonly TabletType[] = ["REPLICA", "RDONLY"];

/** Standing alone in `cells`: every cell of the cluster, looked up when the move is created. */
export const ALL_CELLS = "*";

/** What each operation can be asked for; `options/` has the rows that this is made of. */
export type CreateOptions = OptionsOf<typeof CREATE>;
export type SwitchOptions = OptionsOf<typeof SWITCH>;
export type CompleteOptions = OptionsOf<typeof COMPLETE>;
export type CancelOptions = OptionsOf<typeof CANCEL>;
export type VDiffOptions = OptionsOf<typeof VDIFF>;
export type MirrorOptions = OptionsOf<typeof MIRROR>;
/** An absent field stays as it is. */
export type UpdateOptions = Partial<Omit<OptionsOf<typeof UPDATE>, "shards">> & Pick<OptionsOf<typeof UPDATE>, "shards">;

/** The defaults of the reference client. */
export const CREATE_DEFAULTS = defaultsOf(CREATE);
export const SWITCH_DEFAULTS = defaultsOf(SWITCH);
export const COMPLETE_DEFAULTS = defaultsOf(COMPLETE);
export const CANCEL_DEFAULTS = defaultsOf(CANCEL);
export const VDIFF_DEFAULTS = defaultsOf(VDIFF);
export const MIRROR_DEFAULTS = defaultsOf(MIRROR);

/** What Tandem asks of a VDiff on its own. */
export const VDIFF_OWN_DEFAULTS = ownDefaultsOf(VDIFF);
