import { type Act, planOf } from "../../core/acts/acts.ts";
import type { CancelOptions, CompleteOptions, RuleDocument, SwitchOptions, TabletType } from "../../core/options.ts";
import type { Seal } from "../../core/acts/requests.ts";
import { code, named, quoted } from "../text/escape.ts";
import { and, names } from "../text/lists.ts";
import { duration } from "../text/times.ts";
import { isFindingCode } from "../../core/preflight/finding.ts";
import type { TakesAny } from "../wording/of-kind.ts";
import { FINDING_TITLES, STEPS } from "../wording/preflight.ts";
import { deleteWords, sourceTablesWords, targetTablesWords } from "../wording/tables-after.ts";

/** What a request asks for, in words: the title's verb, what will happen, and whether it can be undone. */
export interface ActWords {
  /** "switch reads, then writes, of customer.c2c to customer": begins with a verb. */
  readonly title: string;
  readonly happens: string;
  readonly undo: string;
}

type Of<V extends Act["verb"]> = Extract<Act, { verb: V }>["options"];
type Say<V extends Act["verb"]> = (options: Of<V>, about: About) => ActWords;

interface About {
  readonly act: Act;
  readonly move: string;
  readonly source: string;
  readonly target: string;
  readonly cluster: string;
  readonly tables: readonly string[];
  readonly soakMs: number;
}

const ACTS = {
  switch: (options, about) => ({
    title: `switch ${parts(about, options)} of ${about.move} to ${about.target}`,
    happens: `${switchSteps(about, options)}.`,
    undo: switchUndo(options),
  }),
  reverse: (options, about) => ({
    title: `switch ${sides(options)} of ${about.move} back to ${about.source}`,
    happens: `${[traffic(options.tabletTypes, about, about.source, about.target, options), forced(options), reverseWorkflow("reverse", options)].filter(Boolean).join("; ")}.`,
    undo: options.enableReverseReplication
      ? "Yes, by SwitchTraffic, until the workflow is completed or cancelled."
      : "Not without losing the writes made after it.",
  }),
  complete: (options, about) => ({
    title: `complete ${about.move}`,
    happens: `${sourceTablesWords(options, about.tables, about.source)}; ${rules(options.keepRoutingRules)} and ${options.ignoreSourceKeyspace ? "the workflow is" : "both workflows are"} deleted.${shardsOfComplete(options)}`,
    undo: "No. Rollback ends: ReverseTraffic is not possible afterwards.",
  }),
  cancel: (options, about) => ({
    title: `cancel ${about.move}`,
    happens: `${targetTablesWords(options, about.tables, about.target)}; ${rules(options.keepRoutingRules)} and the workflow is deleted. ${sourceKeeps(options, about)}${shardsOfDelete(options)}`,
    undo: options.keepData ? "No. The tables stay, but nothing keeps them up to date." : "No. A new move copies every row again.",
  }),
  rescue: (options, about) => ({
    title: `give writes of ${about.move} back to ${about.source}`,
    happens: `${about.source} takes writes to ${names(options.tables)} again.`,
    undo: "The next switch denies them again.",
  }),
  delete: (options, about) => ({
    title: `delete the workflow ${about.move}`,
    happens: `The workflow's streams are removed; ${deleteWords(options, about.tables, about.target)}. ${sourceKeeps(options, about)}${shardsOfDelete(options)}`,
    undo: options.keepData ? "No. The tables stay, but nothing keeps them up to date." : "No. A new move copies every row again.",
  }),
  restore: (options, about) => ({
    title: `restore the routing rules of ${about.cluster} as in snapshot ${code(options.snapshot, 40)}`,
    happens: `${and(options.documents.map((document) => DOCUMENTS[document]))} of ${about.cluster} are replaced whole by those of snapshot ${code(options.snapshot, 40)}. Applications are routed by them within seconds, whichever move or table they belong to. It is refused when somebody changes the rules before.`,
    undo: "Yes, in the same way: the rules from before it are saved.",
  }),
  override: (options, about) => ({
    title: `let ${STEPS[options.step]} of ${about.move} pass what preflight found`,
    happens: `${options.findings
      .filter(isFindingCode)
      .map((one) => FINDING_TITLES[one])
      .join(
        "; ",
      )}: these stop ${STEPS[options.step]} no more, for a while. Reason: ${quoted(options.reason)} Nothing is called at Vitess; ${STEPS[options.step]} itself still has to be asked for.`,
    undo: "It lapses by itself.",
  }),
} as const satisfies { [V in Act["verb"]]: Say<V> };

const DOCUMENTS = {
  tables: "table routing rules",
  shards: "shard routing rules",
  keyspaces: "keyspace routing rules",
  mirrors: "mirror rules",
} as const satisfies Record<RuleDocument, string>;

/** Puts a sealed act into words, exactly: what is dropped, renamed or kept, and which traffic goes where. */
export function actWords({ act, move, sourceKeyspace, tables }: Seal, name: string, soakMs: number): ActWords {
  const say: TakesAny<Act["options"], [About], ActWords> = ACTS[act.verb];
  return say(act.options, {
    act,
    move: name,
    source: named(sourceKeyspace),
    target: named(move.targetKeyspace),
    cluster: named(move.cluster),
    tables,
    soakMs,
  });
}

function parts({ act, soakMs }: About, options: SwitchOptions): string {
  return planOf(act, soakMs).length > 1 ? "reads, then writes," : sides(options);
}

function sides({ tabletTypes }: SwitchOptions): string {
  const writes = tabletTypes.includes("PRIMARY");
  const reads = tabletTypes.some((type) => type !== "PRIMARY");
  if (reads && writes) return "reads and writes";
  return writes ? "writes" : "reads";
}

function switchSteps(about: About, options: SwitchOptions): string {
  const steps = planOf(about.act, about.soakMs).map((step) =>
    step.kind === "soak" ? `soak ${duration(step.ms)}` : traffic(step.tabletTypes, about, about.target, about.source, options),
  );
  return [steps.join("; then "), sequences(options), forced(options), reverseWorkflow("switch", options)]
    .filter((one) => one !== "")
    .join("; ");
}

function traffic(types: readonly TabletType[], { tables }: About, to: string, from: string, { cells, timeoutMs }: SwitchOptions): string {
  const reads = types.filter((type) => type !== "PRIMARY").map((type) => type.toLowerCase());
  const where =
    cells.length === 0
      ? ""
      : ` in ${cells
          .map((cell) => code(cell, 40))
          .slice(0, 5)
          .join(", ")}`;
  const said: string[] = [];
  if (reads.length > 0) said.push(`${and(reads)} reads of ${names(tables)} go to ${to}${where}`);
  if (types.includes("PRIMARY")) {
    const what = reads.length > 0 ? "writes" : `writes to ${names(tables)}`;
    said.push(`${what} stop on ${from} while the streams catch up (Vitess waits up to ${duration(timeoutMs)} for that), and go to ${to}`);
  }
  return said.join("; ");
}

function reverseWorkflow(verb: Act["verb"], { enableReverseReplication, tabletTypes }: SwitchOptions): string {
  if (!tabletTypes.includes("PRIMARY")) return "";
  if (verb === "reverse")
    return enableReverseReplication ? "replication to the target starts again" : "*the target does not follow any more*";
  return enableReverseReplication ? "a reverse workflow starts" : "*no reverse workflow is created*";
}

function sequences({ initializeTargetSequences }: SwitchOptions): string {
  return initializeTargetSequences ? "sequences at the target are set past the largest used value" : "";
}

function forced({ force }: SwitchOptions): string {
  return force ? "*it goes on although some tablets may not be refreshed: those can serve the old routes*" : "";
}

function switchUndo({ tabletTypes, enableReverseReplication }: SwitchOptions): string {
  if (!tabletTypes.includes("PRIMARY") || enableReverseReplication) return "Yes, by ReverseTraffic, until Complete.";
  return "Not without losing the writes made after it, because no reverse workflow is created.";
}

function sourceKeeps({ ignoreSourceKeyspace }: CancelOptions, { source }: About): string {
  return `${source} keeps its tables.${ignoreSourceKeyspace ? ` *${source} is left out*: a reverse workflow or denied tables there stay.` : ""}`;
}

/** vtctld takes the option and passes over it (vitess.md §0.6). */
function shardsOfComplete({ shards }: CompleteOptions): string {
  return shards.length === 0 ? "" : ` *Vitess passes over --shards (${shardNames(shards)}): all of this is for every shard.*`;
}

/** The shards choose whose streams go; everything else Vitess does for the whole workflow. */
function shardsOfDelete({ shards }: CancelOptions): string {
  return shards.length === 0 ? "" : ` *Streams go only on ${shardNames(shards)}; tables and routing rules are treated so on every shard.*`;
}

function shardNames(shards: readonly string[]): string {
  return shards
    .slice(0, 10)
    .map((shard) => code(shard, 40))
    .join(", ");
}

function rules(kept: boolean): string {
  return kept ? "routing rules stay," : "routing rules go,";
}
