import type { Alarm } from "../move/alarms.ts";
import type { Move } from "../move/moves.ts";
import type { MoveName, Keyspace, Shard, TableName } from "../vitess/names.ts";
import { findAlarmShape } from "../move/phase.ts";
import type { KeyspaceRoutingRule, Reading, Rules, ShardRoutingRule } from "../readings/readings.ts";
import { changeWords, RULE_DOCUMENTS, listRulesChanges } from "./change.ts";
import { deriveRouting } from "../move/traffic.ts";
import { selectRules, listQualifiedTables } from "../move/rules-of.ts";
import type { RuleDocument } from "../options/kinds.ts";

/** What a restore is decided on: all rules of the cluster and of the snapshot. A {@link Reading} has only one move's part of them. */
export interface RestoreSeen {
  readonly now: Rules;
  readonly saved: Rules;
}

/** Identifies the rules of one move: a restore puts back only these unless somebody requests whole documents. */
export interface OwnRules {
  readonly sourceKeyspace: Keyspace;
  readonly targetKeyspace: string;
  readonly tables: readonly TableName[];
  /** The source shards of a shard-by-shard move, whose shard rules are its own. Absent: all shards. */
  readonly shards?: readonly Shard[];
}

/** Replaces `saved` by the goal: one move's rules from the snapshot and all others as they are now; without a move, the whole snapshot. */
export function narrowToGoal({ now, saved }: RestoreSeen, only: OwnRules | undefined): RestoreSeen {
  if (only === undefined) return { now, saved };
  const isOwn = createRuleFilters(only);
  const merged = <Rule>(of: (rules: Rules) => readonly Rule[], isMine: (rule: Rule) => boolean): readonly Rule[] => [
    ...of(now).filter((rule) => !isMine(rule)),
    ...of(saved).filter(isMine),
  ];
  return {
    now,
    saved: {
      tables: merged(({ tables }) => tables, isOwn.table),
      shards: merged(({ shards }) => shards, isOwn.shard),
      keyspaces: merged(({ keyspaces }) => keyspaces, isOwn.pair),
      mirrors: merged(({ mirrors }) => mirrors, isOwn.table),
    },
  };
}

/** The rules of one move alone. */
export function ownRules(rules: Rules, only: OwnRules | undefined): Rules {
  return only === undefined ? rules : narrowToGoal({ now: NO_RULES, saved: rules }, only).saved;
}

const NO_RULES: Rules = { tables: [], shards: [], keyspaces: [], mirrors: [] };

function createRuleFilters({ sourceKeyspace, targetKeyspace, tables, shards }: OwnRules): {
  readonly table: (rule: { readonly from: string }) => boolean;
  readonly pair: (rule: KeyspaceRoutingRule) => boolean;
  readonly shard: (rule: ShardRoutingRule) => boolean;
} {
  const sides = [sourceKeyspace, targetKeyspace];
  const names = listQualifiedTables(tables, sides);
  const pair = ({ fromKeyspace, toKeyspace }: KeyspaceRoutingRule): boolean =>
    sides.includes(fromKeyspace.split("@")[0] ?? "") && sides.includes(toKeyspace);
  return {
    table: ({ from }) => names.has(from.split("@")[0] ?? ""),
    pair,
    shard: (rule) => pair(rule) && shards?.includes(rule.shard) !== false,
  };
}

/** Another move whose rules differ from the snapshot's, and how many do. */
export interface OtherMove {
  readonly move: MoveName;
  readonly rules: number;
}

/** The other moves whose rules in these documents differ from the snapshot's: a restore of whole documents changes those as well. */
export function findOthersThatDiffer(
  { now, saved }: RestoreSeen,
  documents: readonly RuleDocument[],
  moves: readonly { readonly name: MoveName; readonly only: OwnRules }[],
): readonly OtherMove[] {
  return moves.flatMap(({ name, only }) => {
    const rules = listRulesChanges(ownRules(now, only), ownRules(saved, only), documents).length;
    return rules === 0 ? [] : [{ move: name, rules }];
  });
}

/** Documents that Vitess lets Tandem write, each as a whole. It has no call that writes mirror rules. */
export type WritableDocument = Exclude<RuleDocument, "mirrors">;
export const WRITABLE_DOCUMENTS: readonly WritableDocument[] = ["tables", "shards", "keyspaces"];

/** The request keeps every line, and it is read often. */
const MOST_LINES_KEPT = 200;

/** Which of the wanted documents a restore has to replace; none named means any. */
export function selectDocumentsToRestore({ now, saved }: RestoreSeen, wanted: readonly RuleDocument[]): readonly WritableDocument[] {
  const named = wanted.length === 0 ? WRITABLE_DOCUMENTS : WRITABLE_DOCUMENTS.filter((one) => wanted.includes(one));
  return named.filter((document) => listRulesChanges(now, saved, [document]).length > 0);
}

/** What a restore of these documents changes, one line per rule; the last line counts mirror rules, which cannot be written and stay. */
export function restoreLines({ now, saved }: RestoreSeen, documents: readonly RuleDocument[]): readonly string[] {
  const lines = listRulesChanges(now, saved, documents).map(changeWords);
  const more = lines.length - MOST_LINES_KEPT;
  const mirrors = listRulesChanges(now, saved, ["mirrors"]).length;
  return [
    ...lines.slice(0, MOST_LINES_KEPT),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(mirrors > 0
      ? [
          `${mirrors} mirror ${mirrors === 1 ? "rule differs and stays as it is" : "rules differ and stay as they are"}: Vitess has no call that writes them`,
        ]
      : []),
  ];
}

/** What changed since a difference was shown, as far as the lines show it. */
export function describeShownDifference(shown: readonly string[], now: readonly string[]): readonly string[] {
  return [
    ...now.filter((line) => !shown.includes(line)).map((line) => `new: ${line}`),
    ...shown.filter((line) => !now.includes(line)).map((line) => `not so any more: ${line}`),
  ];
}

/** The keyspaces whose traffic a restore of these documents changes, by the names in the rules that differ. */
export function listTouchedKeyspaces({ now, saved }: RestoreSeen, documents: readonly RuleDocument[]): readonly string[] {
  const found = listRulesChanges(now, saved, documents).flatMap(({ document, name, was = "", is = "" }) =>
    [name, ...was.split(/, | and /), ...is.split(/, | and /)].flatMap((text) => findRuleKeyspace(document, text)),
  );
  return [...new Set(found)].toSorted();
}

/** A table or mirror rule names tables with or without their keyspace; the other rules name keyspaces. */
function findRuleKeyspace(document: RuleDocument, text: string): readonly string[] {
  const base = text.split("@")[0] ?? "";
  const isTable = document === "tables" || document === "mirrors";
  const keyspace = isTable ? (base.includes(".") ? base.split(".")[0] : "") : base.split("/")[0];
  return keyspace === undefined || keyspace === "" ? [] : [keyspace];
}

/** True when every requested document is as the snapshot has it. */
export function isRestored(seen: RestoreSeen, documents: readonly RuleDocument[]): boolean {
  return listRulesChanges(seen.now, seen.saved, documents).length === 0;
}

/** The rules as they will be once the documents are restored. */
export function applyRestore({ now, saved }: RestoreSeen, documents: readonly RuleDocument[]): Rules {
  const from = (document: RuleDocument): Rules => (documents.includes(document) ? saved : now);
  return { tables: from("tables").tables, shards: from("shards").shards, keyspaces: from("keyspaces").keyspaces, mirrors: now.mirrors };
}

/** A running move that the rules would route against its own state: applications could not write, or writes would be lost. */
export interface Outage {
  readonly move: MoveName;
  readonly alarm: Alarm;
  readonly tables: readonly TableName[];
  /** The current rules do not fit either, and these would not help. Missing in records of older releases. */
  readonly stays?: true;
}

/** The moves whose denied tables and streams, as last read, do not fit these rules. */
export function findOutagesUnderRules(
  rules: Rules,
  moves: readonly { readonly move: Move; readonly reading: Reading }[],
): readonly Outage[] {
  return moves.flatMap(({ move, reading }) => {
    const own = selectRules(rules, move.tables, [move.sourceKeyspace, move.name.targetKeyspace]);
    // Vitess's words, and what cells serve, belong to the current rules.
    const { trafficState: _now, served: _served, servedUnread: _unread, ...rest } = reading;
    const then =
      findAlarmShape(move, { ...rest, rules: own }) ?? (deniesAtSource(move, { ...rest, rules: own }) ? "source-writes-denied" : undefined);
    if (then === undefined) return [];
    const stays = findAlarmShape(move, reading) === then;
    return [{ move: move.name, alarm: then, tables: move.tables, ...(stays ? { stays } : {}) }];
  });
}

/** A reverse that died can leave the source denying writes and no workflow to show it: rules that lead there cut applications off. */
function deniesAtSource({ name, sourceKeyspace, tables }: Move, reading: Reading): boolean {
  if (reading.workflow !== undefined || reading.reverse === undefined) return false;
  const isDenied = reading.denied.some((one) => one.keyspace === sourceKeyspace && one.tables.some((table) => tables.includes(table)));
  return isDenied && deriveRouting(reading, tables, sourceKeyspace, name.targetKeyspace).share("PRIMARY") === "none";
}

/** In the order of {@link RULE_DOCUMENTS}, each once. */
export function orderDocuments(documents: readonly RuleDocument[]): readonly RuleDocument[] {
  return RULE_DOCUMENTS.filter((one) => documents.includes(one));
}
