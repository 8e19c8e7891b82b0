import type { ClusterName, Keyspace, WorkflowName } from "./names.ts";
import type { CancelOptions, CompleteOptions, CreateOptions, SwitchOptions, VDiffOptions } from "./options.ts";

/** A move as somebody typed it. Which cluster is meant when none was named is the caller's decision. */
export interface TypedName {
  readonly cluster?: ClusterName;
  readonly targetKeyspace: Keyspace;
  readonly workflow: WorkflowName;
}

/** What somebody asked for, complete: every option that was left out holds its default. */
export type Command =
  | { readonly verb: "create"; readonly name: TypedName; readonly options: CreateOptions }
  /** Create without arguments: the modal asks for the rest. */
  | { readonly verb: "create-form"; readonly cluster?: ClusterName }
  | { readonly verb: "list"; readonly cluster?: ClusterName; readonly keyspace?: Keyspace }
  | { readonly verb: "status"; readonly name: TypedName }
  | { readonly verb: "start" | "stop"; readonly name: TypedName }
  | { readonly verb: "unfollow"; readonly name: TypedName }
  | { readonly verb: "show"; readonly name: TypedName; readonly logs: boolean }
  /** `uuid` only when one was given; Tandem makes one otherwise. */
  | { readonly verb: "vdiff-create"; readonly name: TypedName; readonly options: VDiffOptions; readonly uuid?: string }
  /** `arg` is `last`, `all`, or a lower-case UUID. */
  | { readonly verb: "vdiff-show"; readonly name: TypedName; readonly arg: string; readonly verbose: boolean }
  | { readonly verb: "vdiff-stop" | "vdiff-resume"; readonly name: TypedName; readonly uuid: string }
  /** `arg` is `all` or a lower-case UUID. */
  | { readonly verb: "vdiff-delete"; readonly name: TypedName; readonly arg: string }
  | { readonly verb: "switch" | "reverse"; readonly name: TypedName; readonly options: SwitchOptions; readonly dryRun: boolean }
  /** `form`: what happens to the source tables was left open, so Tandem's own form must ask. */
  | {
      readonly verb: "complete";
      readonly name: TypedName;
      readonly options: CompleteOptions;
      readonly dryRun: boolean;
      readonly form: boolean;
    }
  | { readonly verb: "cancel"; readonly name: TypedName; readonly options: CancelOptions }
  | { readonly verb: "follow"; readonly name: TypedName; readonly here: boolean }
  | { readonly verb: "help"; readonly topic?: HelpTopic };

/** Every verb a person can type, as one word. */
export type Verb = Exclude<Command["verb"], "create-form">;

/** What help can be asked about: one verb, or VDiff as a whole. */
export type HelpTopic = Exclude<Verb, "help"> | "vdiff";

/** A line of text, understood. */
export interface Understood {
  readonly kind: "command";
  readonly command: Command;
  /** `--server` of a pasted line, for the caller to compare with the configured clusters. */
  readonly server?: string;
  /** A line of the reference client: it keeps that client's defaults instead of Tandem's own. */
  readonly pasted: boolean;
  /** Options that were understood and change nothing in Tandem, such as `--wait`; with their two dashes. */
  readonly ignored: readonly string[];
}
