import type { Alarm } from "../state/alarms.ts";
import type { Move } from "../moves.ts";
import type { MoveName } from "../names.ts";
import type { RuleDocument } from "../options.ts";
import { alarmShape } from "../state/phase.ts";
import type { Reading, Rules } from "../readings.ts";
import { changeWords, RULE_DOCUMENTS, rulesChanges } from "./change.ts";
import { rulesOf } from "../state/traffic.ts";

/** What a restore is decided on: the whole rules of the cluster, and those of the snapshot. A {@link Reading} has one move's part of them. */
export interface RestoreSeen {
  readonly now: Rules;
  readonly saved: Rules;
}

/** Documents that Vitess takes as a whole. It has no call that writes mirror rules. */
export type WritableDocument = Exclude<RuleDocument, "mirrors">;
export const WRITABLE_DOCUMENTS: readonly WritableDocument[] = ["tables", "shards", "keyspaces"];

/** Every line is kept in the request, which is read often. */
const MOST_LINES = 200;

/** Which of the wanted documents (none named: any) a restore has to replace. */
export function documentsToRestore({ now, saved }: RestoreSeen, wanted: readonly RuleDocument[]): readonly WritableDocument[] {
  const named = wanted.length === 0 ? WRITABLE_DOCUMENTS : WRITABLE_DOCUMENTS.filter((one) => wanted.includes(one));
  return named.filter((document) => rulesChanges(now, saved, [document]).length > 0);
}

/** What a restore of these documents changes, a line a rule; what it leaves, because mirror rules cannot be written, stands last. */
export function restoreLines({ now, saved }: RestoreSeen, documents: readonly RuleDocument[]): readonly string[] {
  const lines = rulesChanges(now, saved, documents).map(changeWords);
  const more = lines.length - MOST_LINES;
  const mirrors = rulesChanges(now, saved, ["mirrors"]).length;
  return [
    ...lines.slice(0, MOST_LINES),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(mirrors > 0
      ? [
          `${mirrors} mirror ${mirrors === 1 ? "rule differs and stays as it is" : "rules differ and stay as they are"}: Vitess has no call that writes them`,
        ]
      : []),
  ];
}

/** What changed since a difference was shown, as far as the lines tell. */
export function shownDifference(shown: readonly string[], now: readonly string[]): readonly string[] {
  return [
    ...now.filter((line) => !shown.includes(line)).map((line) => `new: ${line}`),
    ...shown.filter((line) => !now.includes(line)).map((line) => `not so any more: ${line}`),
  ];
}

/** The keyspaces whose traffic a restore of these documents changes, by the names in the rules that differ. */
export function keyspacesTouched({ now, saved }: RestoreSeen, documents: readonly RuleDocument[]): readonly string[] {
  const found = rulesChanges(now, saved, documents).flatMap(({ document, name, was = "", is = "" }) =>
    [name, ...was.split(/, | and /), ...is.split(/, | and /)].flatMap((text) => keyspaceIn(document, text)),
  );
  return [...new Set(found)].toSorted();
}

/** A rule for tables names them with their keyspace or without; the other rules name keyspaces. */
function keyspaceIn(document: RuleDocument, text: string): readonly string[] {
  const base = text.split("@")[0] ?? "";
  const isTable = document === "tables" || document === "mirrors";
  const keyspace = isTable ? (base.includes(".") ? base.split(".")[0] : "") : base.split("/")[0];
  return keyspace === undefined || keyspace === "" ? [] : [keyspace];
}

/** True when every document that was to be put back is as the snapshot has it. */
export function isRestored(seen: RestoreSeen, documents: readonly RuleDocument[]): boolean {
  return rulesChanges(seen.now, seen.saved, documents).length === 0;
}

/** The rules as they are once the documents have been put back. */
export function restored({ now, saved }: RestoreSeen, documents: readonly RuleDocument[]): Rules {
  const from = (document: RuleDocument): Rules => (documents.includes(document) ? saved : now);
  return { tables: from("tables").tables, shards: from("shards").shards, keyspaces: from("keyspaces").keyspaces, mirrors: now.mirrors };
}

/** A running move that the rules would route against its own state: applications could not write, or writes would be lost. */
export interface Outage {
  readonly move: MoveName;
  readonly alarm: Alarm;
  readonly tables: readonly string[];
}

/** The moves whose denied tables and streams, as last read, do not fit these rules, and fit those that are there now. */
export function outagesUnder(rules: Rules, moves: readonly { readonly move: Move; readonly reading: Reading }[]): readonly Outage[] {
  return moves.flatMap(({ move, reading }) => {
    const own = rulesOf(rules, move.tables, [move.sourceKeyspace, move.name.targetKeyspace]);
    // The words are those of the rules that are there now.
    const { trafficState: _now, ...rest } = reading;
    const then = alarmShape(move, { ...rest, rules: own });
    return then === undefined || alarmShape(move, reading) === then ? [] : [{ move: move.name, alarm: then, tables: move.tables }];
  });
}

/** In the order of {@link RULE_DOCUMENTS}, each once. */
export function inOrder(documents: readonly RuleDocument[]): readonly RuleDocument[] {
  return RULE_DOCUMENTS.filter((one) => documents.includes(one));
}
