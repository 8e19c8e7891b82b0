import type { CancelOptions, CompleteOptions, RuleDocument, SwitchOptions, TabletType } from "../options.ts";

/** What changes traffic or drops tables, and so is carried out as a recorded execution. */
export type Act =
  | { readonly verb: "switch"; readonly options: SwitchOptions }
  | { readonly verb: "reverse"; readonly options: SwitchOptions }
  | { readonly verb: "complete"; readonly options: CompleteOptions }
  | { readonly verb: "cancel"; readonly options: CancelOptions }
  /** Workflow delete. On Vitess 18 and later the same call as cancel; before, it removes the streams and nothing else. */
  | { readonly verb: "delete"; readonly options: CancelOptions }
  /** Puts routing rules back as a snapshot has them. */
  | { readonly verb: "restore"; readonly options: RestoreOptions }
  /** Lets a later step pass findings of preflight. Calls nothing. */
  | { readonly verb: "override"; readonly options: OverrideOptions }
  /** Gives writes back to the source after a switch died. One operator's word, no vote. */
  | { readonly verb: "rescue"; readonly options: RescueOptions };

/** Which documents of which snapshot replace those that are there now. */
export interface RestoreOptions {
  readonly snapshot: string;
  /** At least one. */
  readonly documents: readonly RuleDocument[];
  /** Digest of the rules that the difference was shown against: with others, the restore is refused. */
  readonly shownAgainst: string;
}

/** Findings of preflight by their codes, the step that they would stop, and why it shall go on. */
export interface OverrideOptions {
  readonly step: "create" | "switch" | "complete";
  readonly findings: readonly string[];
  readonly reason: string;
  /** What was found when it was asked for, by code: other evidence is not let pass. Absent in records of before. */
  readonly evidence?: Evidence;
}

/** Lines of evidence by a finding's code. */
export type Evidence = Readonly<Record<string, readonly string[]>>;

/** The tables that the source's shards deny. */
export interface RescueOptions {
  readonly tables: readonly string[];
}

/** A verb that only two people together can have carried out. */
export type GuardedVerb = Act["verb"];

/** One part of the plan of an act: a call to Vitess, or a wait between two calls. */
export type PlannedStep = CallStep | { readonly kind: "soak"; readonly ms: number };

/** One RPC. `tabletTypes` says whose traffic it moves; empty for Complete and Cancel. */
export interface CallStep {
  readonly kind: "call";
  readonly tabletTypes: readonly TabletType[];
}

/**
 * The calls that carry out an act, in order. SwitchTraffic moves reads first, soaks, then moves writes, unless everything was
 * asked for at once or only one side was. Every other act is one call; its `tabletTypes` are empty where they mean nothing.
 */
export function planOf(act: Act, soakMs: number): readonly PlannedStep[] {
  // An override is only written down: nothing is called.
  if (act.verb === "override") return [];
  if (act.verb !== "switch" && act.verb !== "reverse") return [{ kind: "call", tabletTypes: [] }];
  const { tabletTypes, allAtOnce } = act.options;
  const reads = tabletTypes.filter((type) => type !== "PRIMARY");
  const writes = tabletTypes.filter((type) => type === "PRIMARY");
  if (act.verb === "reverse" || allAtOnce || reads.length === 0 || writes.length === 0) return [{ kind: "call", tabletTypes }];
  return [
    { kind: "call", tabletTypes: reads },
    { kind: "soak", ms: soakMs },
    { kind: "call", tabletTypes: writes },
  ];
}
