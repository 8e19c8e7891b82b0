import { pickKeyspaceToUnblock, type WorkflowFacts } from "../../core/operation/request/facts.ts";
import type { OnWorkflow, Proposal, Restore, WorkflowOperation } from "../../core/operation/request/operations.ts";
import type { MoveName, Shard, TableName } from "../../core/vitess/names.ts";
import type { CancelOptions, CompleteOptions } from "../../core/options/options.ts";
import { CANCEL } from "../../core/options/cancel.ts";
import { COMPLETE } from "../../core/options/complete.ts";
import { isFindingCode, type OverrideTerms } from "../../core/findings/finding.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { pickStopPromise } from "../../core/preflight/cluster/silent-tablets.ts";
import { selectRulesNaming } from "../../core/move/rules-of.ts";
import { markCode, escapeName, quoteText } from "../text/escape.ts";
import { joinWithAnd, listNames } from "../text/lists.ts";
import { formatCounted } from "../text/numbers.ts";
import { moveTitle } from "../text/move-name.ts";
import type { TakesAny } from "../wording/of-kind.ts";
import { FINDING_TITLES, STEP_NAMES } from "../wording/preflight.ts";
import { deleteWords, saySourceTables, sayTargetTables } from "../wording/tables-after.ts";
import { sayOptions } from "./option-words.ts";
import { type Named, type ProposalWords, reverseWords, type SwitchTerms, switchWords } from "./traffic.ts";
import type { RuleDocument } from "../../core/options/kinds.ts";

type OptionsOfVerb<V extends WorkflowOperation["verb"]> = Extract<WorkflowOperation, { verb: V }>["options"];
type SayOperation<V extends WorkflowOperation["verb"]> = (options: OptionsOfVerb<V>, about: Named) => ProposalWords;

const OPERATIONS = {
  switch: (options, about) => switchWords(options, about),
  reverse: (options, about) => reverseWords(options, about),
  complete: (options, about) => ({
    title: titleComplete(options, about),
    subject: about.move,
    happens: [
      `${saySourceTables(options, about.tables, about.source)}; ${sayRules(options.keepRoutingRules, about)} and ${options.ignoreSourceKeyspace ? "the workflow is" : "both workflows are"} deleted.${sayShardsToComplete(options)}${saySentences(COMPLETE, options)}`,
    ],
    undo: "No. Rollback ends: ReverseTraffic is not possible afterwards.",
  }),
  cancel: (options, about) => ({
    title: titleEnd(options, about, "cancel"),
    subject: about.move,
    happens: [
      `${sayTargetTables(options, { ...about, ofTenant: about.facts.kind === "tenant" })}; ${sayRules(options.keepRoutingRules, about)} and the workflow is deleted. ${saySourceKeeps(options, about)}${sayShardsToDelete(options)}${saySentences(CANCEL, options)}`,
    ],
    undo: options.keepData ? "No. The tables stay, but nothing keeps them up to date." : "No. A new move copies every row again.",
  }),
  delete: (options, about) => ({
    title: titleEnd(options, about, "delete the workflow"),
    subject: about.move,
    happens: [
      `The workflow's streams are removed; ${deleteWords(options, { ...about, ofTenant: about.facts.kind === "tenant" })}. ${saySourceKeeps(options, about)}${sayShardsToDelete(options)}${saySentences(CANCEL, options)}`,
    ],
    undo: options.keepData ? "No. The tables stay, but nothing keeps them up to date." : "No. A new move copies every row again.",
  }),
} as const satisfies { [V in WorkflowOperation["verb"]]: SayOperation<V> };

/** Characters of table names in a first line, which a phone cuts. */
const IN_A_TITLE = 60;

/** All names where they fit, else their number: a title never names only some of what is dropped. */
function nameInTitle(tables: readonly TableName[]): string {
  const names = tables.map((table) => markCode(table)).join(", ");
  return names.length > IN_A_TITLE && tables.length > 1 ? formatCounted(tables.length, "table") : names;
}

/** What cannot be undone comes first. */
function titleComplete({ ignoreSourceKeyspace, keepData, renameTables }: CompleteOptions, { tables, source }: Named): string {
  if (ignoreSourceKeyspace) return `complete, leaving ${source} as it is`;
  if (keepData) return `complete, keeping ${nameInTitle(tables)} in ${source}`;
  if (renameTables) return `complete, renaming ${nameInTitle(tables)} in ${source}`;
  return `DROP ${nameInTitle(tables)} in ${source}, and complete`;
}

function titleEnd({ keepData }: CancelOptions, { tables, target, facts }: Named, verb: string): string {
  if (keepData) return `${verb}, keeping what is copied in ${target}`;
  return facts.kind === "tenant"
    ? `DELETE the tenant's rows in ${target}, and ${verb}`
    : `DROP ${nameInTitle(tables)} in ${target}, and ${verb}`;
}

/** Says what a request proposes, and how long writes stop as far as the findings allow a promise. */
export function sayRequest({ move, proposal, shown }: Pick<Request, "move" | "proposal" | "shown">, soakMs: number): ProposalWords {
  return sayProposal(move, proposal, { soakMs, stopped: pickStopPromise(shown.findings ?? []) });
}

/** Says exactly what is dropped, renamed or kept, and which traffic moves where. */
function sayProposal(move: MoveName, proposal: Proposal, terms: SwitchTerms): ProposalWords {
  const title = moveTitle(move);
  switch (proposal.kind) {
    case "workflow":
      return sayOperation(move, proposal, terms);
    case "restore":
      return restoreWords(escapeName(move.cluster), title, proposal.restore);
    case "override":
      return overrideWords(title, proposal.terms);
    case "rescue": {
      const { denied, remedy, refreshOnly } = proposal.facts;
      if (remedy === "serve")
        return {
          title: "have the saved routing rules served",
          subject: title,
          happens: ["Vtgates of every cell go by the saved rules."],
          undo: "Rules that are restored and served.",
        };
      const keyspace = escapeName(pickKeyspaceToUnblock(move, proposal.facts));
      if (refreshOnly === true)
        return {
          title: "have the tablets read their clean record",
          subject: title,
          happens: [`Every tablet of ${keyspace} knows that writes to ${listNames(denied)} are allowed.`],
          undo: "Nothing is changed.",
        };
      return {
        title: `unblock writes at ${keyspace}`,
        subject: title,
        happens: [`${keyspace} takes writes to ${listNames(denied)} again.`],
        undo: "The next switch denies them again.",
      };
    }
    default:
      return proposal satisfies never;
  }
}

function sayOperation(move: MoveName, proposal: OnWorkflow, terms: SwitchTerms): ProposalWords {
  const { operation, facts } = proposal;
  const say: TakesAny<WorkflowOperation["options"], [Named], ProposalWords> = OPERATIONS[operation.verb];
  return say(operation.options, {
    proposal,
    facts,
    move: moveTitle(move),
    source: escapeName(facts.sourceKeyspace),
    target: escapeName(move.targetKeyspace),
    plain: { source: facts.sourceKeyspace, target: move.targetKeyspace },
    tables: facts.tables,
    hasNoRules: hasNoRules(facts, move.targetKeyspace),
    ...terms,
  });
}

function restoreWords(cluster: string, move: string, { snapshot, documents, only }: Restore): ProposalWords {
  const kinds = joinWithAnd(documents.map((document) => DOCUMENT_NAMES[document]));
  if (only !== undefined)
    return {
      title: `restore this move's routing rules as in snapshot ${markCode(snapshot, 40)}`,
      subject: move,
      happens: [
        `${kinds} of ${listNames(only.tables)} between ${escapeName(only.sourceKeyspace)} and ${escapeName(only.targetKeyspace)} become those of snapshot ${markCode(snapshot, 40)}; all other rules of ${cluster} stay as they are then. Applications are routed by them within seconds. It is refused when somebody changes these rules before.`,
      ],
      undo: "Yes, in the same way: the rules from before it are saved.",
    };
  return {
    title: `restore all routing rules as in snapshot ${markCode(snapshot, 40)}`,
    subject: cluster,
    happens: [
      `${kinds} of ${cluster} are replaced whole by those of snapshot ${markCode(snapshot, 40)}. Applications are routed by them within seconds, whichever move or table they belong to. It is refused when somebody changes the rules before.`,
    ],
    undo: "Yes, in the same way: the rules from before it are saved.",
  };
}

function overrideWords(move: string, { step, findings, reason }: OverrideTerms): ProposalWords {
  const titles = findings.filter(isFindingCode).map((one) => FINDING_TITLES[one]);
  return {
    title: `let ${STEP_NAMES[step]} pass what preflight found`,
    subject: move,
    happens: [
      `${titles.join("; ")}: these no longer stop ${STEP_NAMES[step]}, for a while. Reason: ${quoteText(reason)} Vitess is not called; ${STEP_NAMES[step]} itself still has to be requested.`,
    ],
    undo: "It lapses by itself.",
  };
}

const DOCUMENT_NAMES = {
  tables: "table routing rules",
  shards: "shard routing rules",
  keyspaces: "keyspace routing rules",
  mirrors: "mirror rules",
} as const satisfies Record<RuleDocument, string>;

function saySourceKeeps({ ignoreSourceKeyspace }: CancelOptions, { source }: Named): string {
  return `${source} keeps its tables.${ignoreSourceKeyspace ? ` *${source} is left out*: a reverse workflow or denied tables there stay.` : ""}`;
}

/** Warns that vtctld accepts the option and ignores it (docs/facts/cancel-and-complete.md#shards-of-complete). */
function sayShardsToComplete({ shards }: CompleteOptions): string {
  return shards.length === 0 ? "" : ` *Vitess ignores --shards (${nameShards(shards)}): all of this applies to every shard.*`;
}

/** The option limits only which streams are deleted; Vitess does everything else for the whole workflow. */
function sayShardsToDelete({ shards }: CancelOptions): string {
  return shards.length === 0
    ? ""
    : ` *Only the streams on ${nameShards(shards)} are deleted; tables and routing rules are treated like this on every shard.*`;
}

function saySentences(...asked: Parameters<typeof sayOptions>): string {
  return sayOptions(...asked)
    .map((words) => ` ${words}.`)
    .join("");
}

function nameShards(shards: readonly Shard[]): string {
  return shards
    .slice(0, 10)
    .map((shard) => markCode(shard, 40))
    .join(", ");
}

function sayRules(kept: boolean, { hasNoRules: none }: Named): string {
  if (none) return "the workflow has no routing rules,";
  return kept ? "routing rules stay," : "routing rules go,";
}

/** True for a workflow created without routing rules, which has none before its switch. */
function hasNoRules({ rules: found, tables, sourceKeyspace }: WorkflowFacts, targetKeyspace: string): boolean {
  if (found === undefined) return false;
  const both = [sourceKeyspace, targetKeyspace];
  const isBetween = (rule: { readonly fromKeyspace: string; readonly toKeyspace: string }): boolean =>
    rule.fromKeyspace.split("@")[0] !== rule.toKeyspace &&
    both.includes(rule.fromKeyspace.split("@")[0] ?? "") &&
    both.includes(rule.toKeyspace);
  return selectRulesNaming(found.tables, tables, both).length === 0 && !found.shards.some(isBetween) && !found.keyspaces.some(isBetween);
}
