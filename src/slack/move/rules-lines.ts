import type { Button, KnownBlock } from "@slack/types";
import type { EntryBody } from "../../core/announce/entries.ts";
import type { MoveName } from "../../core/vitess/names.ts";
import { changeWords } from "../../core/rules/change.ts";
import { putBackLine, type VSchemaChange } from "../../core/rules/vschemas.ts";
import { toCommandAction } from "../actions.ts";
import { buildActions, buildButton, buildContext, buildSection, buildSections } from "../blocks/build.ts";
import { markCode, quoteText } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { sayNext } from "../wording/next-line.ts";
import { nameSavedStep } from "../wording/verbs.ts";
import { MOVE_BUTTONS } from "./buttons.ts";
import type { SnapshotId } from "../../core/rules/snapshots.ts";

const MOST_CHANGES = 12;

interface RulesLine {
  readonly line: string;
  readonly more: readonly KnownBlock[];
  readonly broadcast?: boolean;
}

/** The alarm that somebody else changed rules during one of Tandem's steps: which rules, and the snapshot from before. */
export function sayRulesChanged({ step, snapshot, changes, total }: OfKind<EntryBody, "rules-changed">, name: MoveName): RulesLine {
  const more = total - Math.min(changes.length, MOST_CHANGES);
  return {
    line: `*Routing rules changed during ${nameSavedStep(step)}, and not by it · ${moveTitle(name)}*`,
    more: [
      ...buildSections(
        ...changes.slice(0, MOST_CHANGES).map((change) => `• ${quoteText(changeWords(change))}`),
        more > 0 && `and ${more} more`,
      ),
      buildSection(sayNext("ask who changed them, before the next step of this move")),
      buildContext(`Rules from before it: snapshot ${markCode(snapshot, 40)}`),
      ...buildActions(compareButton(name, snapshot), MOVE_BUTTONS.diagnose(name)),
    ],
    broadcast: true,
  };
}

/** Says what a step removed from the VSchemas and how to restore it: Tandem itself writes no VSchema. */
export function sayVSchemaChanged({ step, snapshot, changes }: OfKind<EntryBody, "vschema-changed">, name: MoveName): RulesLine {
  const more = changes.length - MOST_CHANGES;
  const keyspaces = [...new Set(changes.map(({ keyspace }) => keyspace))];
  return {
    line: `The VSchema of ${listNames(keyspaces)} is not what it was before ${nameSavedStep(step)} of ${moveTitle(name)}.`,
    more: [
      ...buildSections(
        "What it said:",
        ...changes
          .slice(0, MOST_CHANGES)
          .map(
            ({ keyspace, table, was, is }) =>
              `• ${quoteText(`${keyspace}.${table}: was ${was}, ${is === undefined ? "is gone" : `is ${is}`}`, 400)}`,
          ),
        more > 0 && `and ${more} more`,
      ),
      ...buildSections(
        "Where these entries are wanted still, this writes them back and keeps all others:",
        ...keyspaces.map((one) => restoreVSchemaLines(one, changes)),
      ),
      buildContext(
        `Kept with snapshot ${markCode(snapshot, 40)} · the entries of tables alone are kept and compared: vindexes, and whether the keyspace is sharded, are not`,
      ),
    ],
  };
}

function restoreVSchemaLines(keyspace: string, changes: readonly VSchemaChange[]): string {
  const line = putBackLine(keyspace, changes);
  if (line !== undefined) return markCode(line, line.length * 2);
  return `For ${listNames([keyspace])} that is too long for a message: write the entries into the tables of ${markCode("vtctldclient GetVSchema <keyspace>", 60)} and give that to ${markCode("vtctldclient ApplyVSchema --vschema-file … <keyspace>", 80)}.`;
}

/** Says so when rules could not be read, so that nobody believes they were compared. */
export function sayRulesNotCompared({ step, snapshot }: OfKind<EntryBody, "rules-not-compared">, name: MoveName): RulesLine {
  return {
    line: `The routing rules after ${nameSavedStep(step)} could not be compared with those from before it, snapshot ${markCode(snapshot, 40)}.`,
    more: buildActions(compareButton(name, snapshot)),
  };
}

/** Names the snapshots that a step saved; empty for steps that predate snapshots. */
export function sayRulesSaved(snapshots: readonly SnapshotId[] | undefined): string {
  if (snapshots === undefined || snapshots.length === 0) return "";
  return `Routing rules from before: ${snapshots.length === 1 ? "snapshot" : "snapshots"} ${listNames(snapshots)}.`;
}

/** Names the snapshot below a line that is not about rules. */
export function showRulesSavedBefore(snapshot: SnapshotId | undefined): { readonly more?: readonly KnownBlock[] } {
  return snapshot === undefined ? {} : { more: [buildContext(`Rules from before it: snapshot ${markCode(snapshot, 40)}`)] };
}

function compareButton({ cluster }: MoveName, snapshot: SnapshotId): Button {
  return buildButton(`Compare with ${snapshot}`, toCommandAction("rules-diff"), `rules diff ${snapshot} --cluster ${cluster}`);
}
