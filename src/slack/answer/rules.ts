import { sayNext } from "../wording/next-line.ts";
import type { Answer } from "../../core/command/answers.ts";
import { parseMoveId } from "../../core/vitess/names.ts";
import type { Instant, Rules } from "../../core/readings/readings.ts";
import { changeWords, RULE_DOCUMENTS, type RuleChange } from "../../core/rules/change.ts";
import type { SnapshotNote } from "../../core/rules/snapshots.ts";
import { buildContext, buildPreformatted, buildSection } from "../blocks/build.ts";
import { type Message, toNotification, type TextFile } from "../blocks/message.ts";
import { nameSavedStep } from "../wording/verbs.ts";
import { sayOtherMoves, sayOutage } from "../request/restore.ts";
import { markCode, escapeName, quoteText, quoteVerbatim } from "../text/escape.ts";
import { joinWithAnd } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import type { OfKind } from "../wording/of-kind.ts";
import type { RuleDocument } from "../../core/options/kinds.ts";

const RULES_LENGTH = 2000;
/** Changes shown per document; four documents fit into a message. */
const MOST_CHANGES_PER_DOCUMENT = 12;

const RULE_NAMES = {
  tables: "table rule",
  shards: "shard rule",
  keyspaces: "keyspace rule",
  mirrors: "mirror rule",
} as const satisfies Record<RuleDocument, string>;

/** Shows how many rules there are, those that lead elsewhere than their name says, and the newest snapshots; a file holds it all. */
export function renderRules(
  { cluster, documents, rules, snapshots, now }: OfKind<Answer, "rules">,
  people?: Names,
): Message & { readonly file: TextFile } {
  const counts = documents.map((document) => formatCounted(rules[document].length, RULE_NAMES[document]));
  const elsewhere = documents.flatMap((document) => ELSEWHERE[document](rules));
  const { block, shown } = buildPreformatted(
    elsewhere.map((line) => quoteVerbatim(line)),
    RULES_LENGTH,
  );
  const title = `*Routing rules of ${escapeName(cluster)}*: ${counts.join(", ")}`;
  return {
    text: toNotification(title),
    blocks: [
      buildSection(
        title,
        elsewhere.length === 0
          ? "None of them leads to a keyspace other than the one it names."
          : "Those that lead to a keyspace other than the one they name:",
      ),
      ...(elsewhere.length === 0 ? [] : [block]),
      ...(shown < elsewhere.length ? [buildContext(`and ${elsewhere.length - shown} more`)] : []),
      buildSection(
        snapshots.length === 0 ? "No snapshot of them is kept." : "*Newest snapshots*",
        ...snapshots.map((note) => `• ${noteWords(note, now, people)}`),
      ),
      buildSection(sayNext("`rules diff r-…` compares them with a snapshot")),
      buildContext("All rules are in the file, in a direct message to you"),
    ],
    file: { name: `routing-rules-${cluster}.json`, content: `${JSON.stringify(composeRulesFile(rules, documents), undefined, 2)}\n` },
  };
}

/** People need only the short id later. */
export function renderRulesSaved({ cluster, snapshot, label, counts }: OfKind<Answer, "rules-saved">): Message {
  const called = label === undefined ? "" : `, called ${markCode(label)}`;
  const title = `*Routing rules of ${escapeName(cluster)} saved as ${markCode(snapshot, 40)}${called}*`;
  const saved = counts.map(({ document, rules }) => formatCounted(rules, RULE_NAMES[document])).join(", ");
  return {
    text: toNotification(title),
    blocks: [
      buildSection(title, `${saved}. The newest 50 that people saved are kept for each cluster.`),
      buildSection(
        sayNext(`${markCode(`rules diff ${snapshot}`)} compares, ${markCode(`rules restore ${snapshot}`)} requests that they go back`),
      ),
    ],
  };
}

/** Shows how the rules changed since a snapshot, document by document. */
export function renderRulesDiff({ snapshot, changes, now }: OfKind<Answer, "rules-diff">, people?: Names): Message {
  const since = noteWords(snapshot, now, people);
  if (changes.length === 0) {
    const same = `*The routing rules of ${escapeName(snapshot.cluster)} are as in snapshot ${markCode(snapshot.id, 40)}*`;
    return { text: toNotification(same), blocks: [buildSection(same, since)] };
  }
  const title = `*${formatCounted(changes.length, "rule")} of ${escapeName(snapshot.cluster)} ${changes.length === 1 ? "differs" : "differ"} from snapshot ${markCode(snapshot.id, 40)}*`;
  return {
    text: toNotification(title),
    blocks: [
      buildSection(title, since),
      ...RULE_DOCUMENTS.flatMap((document) => buildDocumentLines(document, changes)),
      buildSection(sayNext(`${markCode(`rules restore ${snapshot.id}`)} requests that they go back`)),
      buildContext("From the snapshot to now"),
    ],
  };
}

/** Shows what a restore would change, without making a request. */
export function renderRulesPreview({ snapshot, documents, lines, outages, others, whole }: OfKind<Answer, "rules-preview">): Message {
  const title = `*Dry run: restore of the routing rules of ${escapeName(snapshot.cluster)} as in snapshot ${markCode(snapshot.id, 40)}*`;
  const nothing = documents.length === 0;
  const { block, shown } = buildPreformatted(
    lines.map((line) => quoteVerbatim(line)),
    RULES_LENGTH,
  );
  return {
    text: toNotification(title),
    blocks: [
      buildSection(
        title,
        nothing
          ? "It would change nothing."
          : `It would ${whole ? "replace" : "put this move's own rules back among"} ${joinWithAnd(documents.map((document) => `the ${RULE_NAMES[document]}s`))}. Nothing was changed.`,
        ...outages.slice(0, 5).map(sayOutage),
        ...sayOtherMoves(others, whole),
      ),
      ...(lines.length === 0 ? [] : [block]),
      ...(shown < lines.length ? [buildContext(`and ${lines.length - shown} more lines`)] : []),
    ],
  };
}

function buildDocumentLines(document: RuleDocument, changes: readonly RuleChange[]): readonly ReturnType<typeof buildSection>[] {
  const own = changes.filter((change) => change.document === document);
  if (own.length === 0) return [];
  const lines = own.slice(0, MOST_CHANGES_PER_DOCUMENT).map((change) => `• ${quoteText(changeWords(change), 100)}`);
  const more = own.length - lines.length;
  return [buildSection(`*${formatCounted(own.length, RULE_NAMES[document])}*`, ...lines, more > 0 && `and ${more} more`)];
}

function noteWords({ id, label, reason, moveId: move, at }: SnapshotNote, now: Instant, people: Names | undefined): string {
  const called = label === undefined ? "" : `, ${markCode(label)}`;
  const name = move === undefined ? undefined : parseMoveId(move);
  const of = name === undefined ? "" : ` of ${moveTitle(name)}`;
  const why = reason.kind === "asked" ? `saved by ${namePerson(reason.by, people)}` : `before ${nameSavedStep(reason.step)}${of}`;
  return `${markCode(id, 40)}${called}: ${why}, ${formatMoment(at, now)}`;
}

// Rules that are shown: a name with a keyspace that leads to another keyspace. Names without one follow their own keyspace's rules.
const ELSEWHERE = {
  tables: ({ tables }) =>
    tables
      .filter(({ from, to }) => from.includes(".") && to.some((one) => one.split(".")[0] !== from.split(".")[0]))
      .map(({ from, to }) => `${from} → ${to.join(", ")}`),
  shards: ({ shards }) => shards.map(({ fromKeyspace, shard, toKeyspace }) => `${fromKeyspace}/${shard} → ${toKeyspace}`),
  keyspaces: ({ keyspaces }) =>
    keyspaces
      .filter(({ fromKeyspace, toKeyspace }) => fromKeyspace.split("@")[0] !== toKeyspace)
      .map(({ fromKeyspace, toKeyspace }) => `${fromKeyspace} → ${toKeyspace}`),
  mirrors: ({ mirrors }) => mirrors.map(({ from, to, percent }) => `${from} is mirrored to ${to}, ${percent}%`),
} as const satisfies Record<RuleDocument, (rules: Rules) => readonly string[]>;

/** Uses the format of the reference client's files, so that each document can be restored with it. */
function composeRulesFile(rules: Rules, documents: readonly RuleDocument[]): Readonly<Record<string, unknown>> {
  const all = {
    routing_rules: { rules: rules.tables.map(({ from, to }) => ({ from_table: from, to_tables: to })) },
    shard_routing_rules: {
      rules: rules.shards.map(({ fromKeyspace, toKeyspace, shard }) => ({ from_keyspace: fromKeyspace, to_keyspace: toKeyspace, shard })),
    },
    keyspace_routing_rules: {
      rules: rules.keyspaces.map(({ fromKeyspace, toKeyspace }) => ({ from_keyspace: fromKeyspace, to_keyspace: toKeyspace })),
    },
    mirror_rules: { rules: rules.mirrors.map(({ from, to, percent }) => ({ from_table: from, to_table: to, percent })) },
  };
  const keys = {
    tables: "routing_rules",
    shards: "shard_routing_rules",
    keyspaces: "keyspace_routing_rules",
    mirrors: "mirror_rules",
  } as const;
  return Object.fromEntries(documents.map((document) => [keys[document], all[keys[document]]]));
}
