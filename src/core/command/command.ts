import type { ClusterName, Keyspace, WorkflowName } from "../vitess/names.ts";
import type {
  CancelOptions,
  CompleteOptions,
  CreateOptions,
  MirrorOptions,
  RuleDocument,
  SwitchOptions,
  UpdateOptions,
  VDiffOptions,
} from "../options/options.ts";

/** A move as somebody typed it. Which cluster is meant when none was named is the caller's decision. */
export interface TypedName {
  readonly cluster?: ClusterName;
  readonly targetKeyspace: Keyspace;
  readonly workflow: WorkflowName;
}

/** What somebody asked for, complete: every option that was left out holds its default. */
export type Command =
  /** `dryRun`: only what Tandem sees beforehand, and what would be created; Vitess has no dry run for it. */
  | { readonly verb: "create"; readonly name: TypedName; readonly options: CreateOptions; readonly dryRun: boolean }
  /** A verb without its arguments: Tandem's form asks for the rest. The name is absent where the form asks for it as well. */
  | { readonly verb: "form"; readonly form: FormVerb; readonly cluster?: ClusterName; readonly name?: TypedName }
  | { readonly verb: "list"; readonly cluster?: ClusterName; readonly keyspace?: Keyspace }
  | { readonly verb: "status"; readonly name: TypedName }
  /** `shards` empty: the streams of every shard of the target. */
  | { readonly verb: "start" | "stop"; readonly name: TypedName; readonly shards: readonly string[] }
  | { readonly verb: "unfollow"; readonly name: TypedName }
  | { readonly verb: "show"; readonly name: TypedName }
  /** `uuid` only when one was given; Tandem makes one otherwise. */
  | { readonly verb: "vdiff-create"; readonly name: TypedName; readonly options: VDiffOptions; readonly uuid?: string }
  /** `arg` is `last`, `all`, or a lower-case UUID. */
  | { readonly verb: "vdiff-show"; readonly name: TypedName; readonly arg: string }
  /** `shards` empty: on every shard of the target. */
  | { readonly verb: "vdiff-stop" | "vdiff-resume"; readonly name: TypedName; readonly uuid: string; readonly shards: readonly string[] }
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
  /** `delete` is Workflow delete: the same call as cancel on Vitess 18 and later, streams only before. */
  | { readonly verb: "cancel" | "delete"; readonly name: TypedName; readonly options: CancelOptions }
  | { readonly verb: "update"; readonly name: TypedName; readonly options: UpdateOptions }
  | { readonly verb: "mirror"; readonly name: TypedName; readonly options: MirrorOptions }
  /** Follows a workflow that was begun elsewhere, or all of a keyspace. */
  | { readonly verb: "adopt"; readonly name: TypedName }
  | { readonly verb: "adopt-all"; readonly cluster?: ClusterName; readonly keyspace: Keyspace }
  /** `documents` empty: all of them. */
  | { readonly verb: "rules-get"; readonly cluster?: ClusterName; readonly documents: readonly RuleDocument[] }
  /** `label` is what people call the snapshot, such as the file of a pasted `> rules.json`. */
  | { readonly verb: "rules-save"; readonly cluster?: ClusterName; readonly label?: string }
  /** `snapshot` is an id such as `r-17`, or a label. */
  | { readonly verb: "rules-diff"; readonly cluster?: ClusterName; readonly snapshot: string }
  /** `name`: the move whose thread carries the request; absent: the one that the snapshot belongs to. `documents` empty: all that differ. */
  | {
      readonly verb: "rules-restore";
      readonly cluster?: ClusterName;
      readonly name?: TypedName;
      readonly snapshot: string;
      readonly documents: readonly RuleDocument[];
      /** Also the rules of other moves, and of tables in none: the documents as the snapshot has them. */
      readonly whole: boolean;
      readonly dryRun: boolean;
    }
  | { readonly verb: "throttler-show"; readonly cluster?: ClusterName; readonly keyspace: Keyspace }
  | { readonly verb: "throttler-check"; readonly cluster?: ClusterName; readonly keyspace: Keyspace; readonly app: string }
  /** `ratio` 0 to 1, how much of the app's work is held back; `forMs` until it lapses. */
  | {
      readonly verb: "throttle";
      readonly cluster?: ClusterName;
      readonly keyspace: Keyspace;
      readonly app: string;
      readonly ratio: number;
      readonly forMs: number;
    }
  | { readonly verb: "unthrottle"; readonly cluster?: ClusterName; readonly keyspace: Keyspace; readonly app: string }
  | { readonly verb: "validate"; readonly cluster?: ClusterName; readonly keyspace: Keyspace; readonly pingTablets: boolean }
  | { readonly verb: "tables"; readonly cluster?: ClusterName; readonly keyspace: Keyspace }
  | { readonly verb: "keyspaces"; readonly cluster?: ClusterName }
  | { readonly verb: "clusters" }
  /** What a text of Vitess's means. */
  | { readonly verb: "explain"; readonly text: string }
  | { readonly verb: "diagnose"; readonly name: TypedName }
  /** What stands in the way of a step, without taking it. */
  | { readonly verb: "preflight"; readonly name: TypedName; readonly step: "switch" | "complete" }
  /** Goes on although preflight found something: `findings` are its codes. */
  | {
      readonly verb: "override";
      readonly name: TypedName;
      readonly step: "create" | "switch" | "complete";
      readonly findings: readonly string[];
      readonly reason: string;
    }
  /**
   * Gives writes back to the side that routing leads to, after a switch or a way back died. `confirm` is the workflow's name, typed again;
   * absent when it was left out.
   */
  | { readonly verb: "rescue"; readonly name: TypedName; readonly confirm?: string }
  /** Ends what is asked for or under way before its next call. Without a reason a form asks for one. */
  | { readonly verb: "call-off"; readonly name: TypedName; readonly reason?: string }
  | { readonly verb: "follow"; readonly name: TypedName; readonly here: boolean }
  | { readonly verb: "help"; readonly topic?: HelpTopic };

/** The verbs that have a form of their own. */
export type FormVerb = "create" | "update" | "switch" | "mirror" | "complete";

/** Every verb a person can type, as one word. */
export type Verb = Exclude<Command["verb"], "form">;

/** What help can be asked about: one verb, a family of them as a whole, or all that the first page leaves out. */
export type HelpTopic = Exclude<Verb, "help"> | "vdiff" | "rules" | "throttler" | "more";

/** A line of text, understood. */
export interface Understood {
  readonly kind: "command";
  readonly command: Command;
  /** `--server` of a pasted line, for the caller to compare with the configured clusters. */
  readonly server?: string;
  /** A line of the reference client: it keeps that client's defaults instead of Tandem's own. */
  readonly pasted: boolean;
  /** Parts that were understood and change nothing in Tandem, such as `--wait`, with their two dashes, or `| jq .`. */
  readonly ignored: readonly string[];
  /** What became of a part that Tandem does its own way, in one sentence: a file that became a snapshot. */
  readonly said?: string;
}
