import type { ClusterName, Keyspace, WorkflowName, Shard } from "../vitess/names.ts";
import type {
  CancelOptions,
  CompleteOptions,
  CreateOptions,
  MirrorOptions,
  SwitchOptions,
  UpdateOptions,
  VDiffOptions,
} from "../options/options.ts";
import type { WallHours } from "../options/hours.ts";
import type { RuleDocument } from "../options/kinds.ts";
import type { MovePattern } from "../vitess/patterns.ts";
import type { KeyspaceVerb, MoveVerb } from "./verbs.ts";

/** A move as somebody typed it. The caller decides which cluster is meant when none is named. */
export interface TypedName {
  readonly cluster?: ClusterName;
  readonly targetKeyspace: Keyspace;
  readonly workflow: WorkflowName;
}

/** A complete command: every option left out holds its default. */
export type Command =
  | { readonly [V in MoveVerb]: { readonly verb: V; readonly name: TypedName } }[MoveVerb]
  | { readonly [V in KeyspaceVerb]: { readonly verb: V; readonly cluster?: ClusterName; readonly keyspace: Keyspace } }[KeyspaceVerb]
  /** `dryRun`: only preflight, and what would be created; Vitess has no dry run for it. */
  | { readonly verb: "create"; readonly name: TypedName; readonly options: CreateOptions; readonly dryRun: boolean }
  /** A verb without its arguments: Tandem's form asks for the rest, and for the name if absent. */
  | { readonly verb: "form"; readonly form: FormVerb; readonly cluster?: ClusterName; readonly name?: TypedName }
  | { readonly verb: "list"; readonly cluster?: ClusterName; readonly keyspace?: Keyspace; readonly csv?: true }
  /** `shards` empty: the streams of every target shard. */
  | { readonly verb: "start" | "stop"; readonly name: TypedName; readonly shards: readonly Shard[] }
  /** `uuid` is set only when somebody gave one; otherwise Tandem generates it. */
  | { readonly verb: "vdiff-create"; readonly name: TypedName; readonly options: VDiffOptions; readonly uuid?: string }
  /** `arg` is `last`, `all`, or a lower-case UUID. */
  | { readonly verb: "vdiff-show"; readonly name: TypedName; readonly arg: string }
  /** `shards` empty: on every target shard. */
  | { readonly verb: "vdiff-stop" | "vdiff-resume"; readonly name: TypedName; readonly uuid: string; readonly shards: readonly Shard[] }
  /** `arg` is `all` or a lower-case UUID. */
  | { readonly verb: "vdiff-delete"; readonly name: TypedName; readonly arg: string }
  /** `window`: it may begin only then. */
  | {
      readonly verb: "switch" | "reverse";
      readonly name: TypedName;
      readonly options: SwitchOptions;
      readonly dryRun: boolean;
      readonly window?: WallHours;
    }
  /** `form`: the command left open what happens to the source tables, so Tandem's form must ask. */
  | {
      readonly verb: "complete";
      readonly name: TypedName;
      readonly options: CompleteOptions;
      readonly dryRun: boolean;
      readonly window?: WallHours;
      readonly form: boolean;
    }
  /** `delete` is Workflow delete: the same call as cancel on Vitess 18 and later, streams only before. */
  | { readonly verb: "cancel" | "delete"; readonly name: TypedName; readonly options: CancelOptions }
  | { readonly verb: "update"; readonly name: TypedName; readonly options: UpdateOptions }
  | { readonly verb: "mirror"; readonly name: TypedName; readonly options: MirrorOptions }
  /** `documents` empty: all of them. */
  | { readonly verb: "rules-get"; readonly cluster?: ClusterName; readonly documents: readonly RuleDocument[] }
  /** `label` is what people call the snapshot, such as the file of a pasted `> rules.json`. */
  | { readonly verb: "rules-save"; readonly cluster?: ClusterName; readonly label?: string }
  /** `snapshot` is an id such as `r-17`, or a label. */
  | { readonly verb: "rules-diff"; readonly cluster?: ClusterName; readonly snapshot: string }
  /** `name`: the move whose thread carries the request; absent: the snapshot's own move. `documents` empty: all that differ. */
  | {
      readonly verb: "rules-restore";
      readonly cluster?: ClusterName;
      readonly name?: TypedName;
      readonly snapshot: string;
      readonly documents: readonly RuleDocument[];
      /** Restores whole documents, including the rules of other moves and of tables in no move. */
      readonly whole: boolean;
      readonly dryRun: boolean;
    }
  | { readonly verb: "throttler-check"; readonly cluster?: ClusterName; readonly keyspace: Keyspace; readonly app: string }
  /** `ratio` 0 to 1, the share of the app's work to throttle; `forMs`: how long the rule lasts. */
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
  | { readonly verb: "keyspaces"; readonly cluster?: ClusterName }
  | { readonly verb: "clusters" }
  /** What a text from Vitess means. */
  | { readonly verb: "explain"; readonly text: string }
  /** What stands in the way of a step, without taking it. */
  | { readonly verb: "preflight"; readonly name: TypedName; readonly step: "switch" | "complete" }
  /** Lets a step go on despite findings: `findings` are their codes. */
  | {
      readonly verb: "override";
      readonly name: TypedName;
      readonly step: "create" | "switch" | "complete";
      readonly findings: readonly string[];
      readonly reason: string;
    }
  /**
   * Unblocks writes on the side that routing leads to, after a switch or reverse died. `confirm` is the workflow's name, typed again;
   * absent when it was left out.
   */
  | { readonly verb: "rescue"; readonly name: TypedName; readonly confirm?: string }
  /** Calls off what is requested or under way, before its next call. Without a reason a form asks for one. */
  | { readonly verb: "call-off"; readonly name: TypedName; readonly reason?: string }
  /** `evidence` and `csv`: the file to send. */
  | { readonly verb: "audit"; readonly name: TypedName; readonly evidence: boolean; readonly csv: boolean }
  | { readonly verb: "follow"; readonly name: TypedName; readonly here: boolean; readonly everyMs: number }
  | { readonly verb: "unfollow"; readonly name: TypedName }
  | { readonly verb: "follow-all"; readonly cluster?: ClusterName; readonly pattern: MovePattern; readonly everyMs: number }
  | { readonly verb: "unfollow-all"; readonly cluster?: ClusterName; readonly pattern: MovePattern }
  /** What the channel follows. */
  | { readonly verb: "following" }
  | { readonly verb: "fleet"; readonly cluster?: ClusterName; readonly off: boolean }
  /** `to`: whom it is for, as an id or as a name; absent: whoever accepts. */
  | { readonly verb: "handover"; readonly cluster?: ClusterName; readonly to?: string }
  /** `keyspace` absent: the whole cluster. `until` as typed, see `readUntil`; absent: until it is thawed. */
  | {
      readonly verb: "freeze";
      readonly cluster?: ClusterName;
      readonly keyspace?: Keyspace;
      readonly until?: string;
      readonly reason: string;
    }
  | { readonly verb: "thaw"; readonly cluster?: ClusterName; readonly keyspace?: Keyspace; readonly reason?: string }
  /** `confirm`: the workflow's name, typed again. `snapshot`: only of a restore, which puts back this move's own rules. */
  | {
      readonly verb: "break-glass";
      readonly name: TypedName;
      readonly operation: GlassOperation;
      readonly snapshot?: string;
      readonly confirm?: string;
      readonly reason: string;
    }
  /** `confirm`: the keyspace or the cluster, typed again. */
  | {
      readonly verb: "break-glass-thaw";
      readonly cluster?: ClusterName;
      readonly keyspace?: Keyspace;
      readonly confirm?: string;
      readonly reason: string;
    }
  | { readonly verb: "help"; readonly topic?: HelpTopic };

/** What one person may run on a move behind broken glass: what leads back, and nothing that drops. */
export type GlassOperation = "reverse" | "cancel" | "restore" | "rebuild";

/** The verbs with a form of their own. */
export type FormVerb = "create" | "update" | "switch" | "mirror" | "complete";

/** Every verb that people can type, as one word. */
export type Verb = Exclude<Command["verb"], "form">;

/** What people can ask help about: one verb, a family of verbs, or everything the first page leaves out. */
export type HelpTopic = Exclude<Verb, "help"> | "vdiff" | "rules" | "throttler" | "more";

/** A line of text, parsed. */
export interface Understood {
  readonly kind: "command";
  readonly command: Command;
  /** `--server` of a pasted line; the caller compares it with the configured clusters. */
  readonly server?: string;
  /** A line of the reference client: it keeps that client's defaults instead of Tandem's own. */
  readonly pasted: boolean;
  /** Parts that change nothing in Tandem, such as `--wait`, with their two dashes, or `| jq .`. */
  readonly ignored: readonly string[];
  /** One sentence about a part that Tandem handles its own way, such as a file that became a snapshot. */
  readonly said?: string;
}
