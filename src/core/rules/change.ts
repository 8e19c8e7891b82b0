import type { TableName } from "../vitess/names.ts";
import type { Rules } from "../readings/readings.ts";
import type { GuardedVerb } from "../move/broken-call.ts";
import type { RuleDocument, TabletType } from "../options/kinds.ts";

/** In the order in which Tandem shows and writes them. */
export const RULE_DOCUMENTS: readonly RuleDocument[] = ["tables", "shards", "keyspaces", "mirrors"];

/** One rule that changed. Contains names of tables, keyspaces and shards only. */
export interface RuleChange {
  readonly document: RuleDocument;
  /** What the rule is about: `customer.corder@replica`, `commerce/-80`, `commerce@rdonly`. */
  readonly name: string;
  /** Where it led; absent if there was no rule. */
  readonly was?: string;
  /** Where it leads; absent if there is no rule any more. */
  readonly is?: string;
}

/** What one of Tandem's steps may do to the rules. */
export interface RulesStep {
  readonly verb: GuardedVerb | "create" | "mirror";
  /** Whose traffic the step moves; empty where that does not apply. */
  readonly tabletTypes: readonly TabletType[];
  /** The step's options keep the rules as they are. */
  readonly leavesRules: boolean;
  readonly sourceKeyspace: string;
  readonly targetKeyspace: string;
  readonly tables: readonly TableName[];
  /** What a restore puts back; absent for every other verb. */
  readonly restores?: { readonly rules: Rules; readonly documents: readonly RuleDocument[] };
}

/** What differs between two states of the rules, ordered by document and name. Rules are sets: their order in an answer means nothing. */
export function listRulesChanges(before: Rules, after: Rules, documents: readonly RuleDocument[] = RULE_DOCUMENTS): readonly RuleChange[] {
  return RULE_DOCUMENTS.filter((one) => documents.includes(one)).flatMap((document) => {
    const was = indexRules(before, document);
    const is = indexRules(after, document);
    const names = [...new Set([...was.keys(), ...is.keys()])].toSorted();
    return names.flatMap((name) => compareRule(document, name, was.get(name), is.get(name)));
  });
}

/**
 * The differences that neither the step nor any of `others`, Tandem's steps that may have come in between, makes: somebody else's. A step
 * that failed half-way explains the half that it did.
 */
export function findUnexplainedChanges(
  before: Rules,
  after: Rules,
  step: RulesStep,
  others: readonly RulesStep[] = [],
): readonly RuleChange[] {
  return [step, ...others].reduce((left, one) => removeStepChanges(one, before, left), listRulesChanges(before, after));
}

function removeStepChanges(step: RulesStep, before: Rules, changes: readonly RuleChange[]): readonly RuleChange[] {
  const { restores } = step;
  if (restores !== undefined) {
    const own = new Set(listRulesChanges(before, restores.rules, restores.documents).map(toRuleChangeKey));
    return changes.filter((change) => !own.has(toRuleChangeKey(change)));
  }
  const subject = toRulesSubject(step);
  return changes.filter((change) => !EXPLAINS[change.document](change, step, subject));
}

/** A canonical text of documents: equal rules give equal text, in whatever order Vitess listed them. */
export function formatRules(rules: Rules, documents: readonly RuleDocument[] = RULE_DOCUMENTS): string {
  return JSON.stringify(
    RULE_DOCUMENTS.filter((one) => documents.includes(one)).map((document) => [
      document,
      [...indexRules(rules, document)].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ]),
  );
}

/** `customer@replica: commerce.customer → customer.customer`, for lines that people read. */
export function changeWords({ document, name, was, is }: RuleChange): string {
  const about = document === "tables" ? "" : `${DOCUMENT_WORDS[document]} `;
  if (was === undefined) return `${about}${name}: added, leads to ${is ?? "nowhere"}`;
  return is === undefined ? `${about}${name}: removed, led to ${was}` : `${about}${name}: ${was} → ${is}`;
}

const DOCUMENT_WORDS = { shards: "shard rule", keyspaces: "keyspace rule", mirrors: "mirror rule" } as const;

function compareRule(document: RuleDocument, name: string, was: string | undefined, is: string | undefined): readonly RuleChange[] {
  if (was === is) return [];
  return [{ document, name, ...(was === undefined ? {} : { was }), ...(is === undefined ? {} : { is }) }];
}

function toRuleChangeKey({ document, name, was, is }: RuleChange): string {
  return JSON.stringify([document, name, was, is]);
}

function indexRules(rules: Rules, document: RuleDocument): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, leadsTo] of PAIRS[document](rules)) {
    const other = found.get(name);
    // Vitess keeps one rule per name; if there were two, both count, sorted.
    found.set(name, other === undefined ? leadsTo : [other, leadsTo].toSorted().join(" and "));
  }
  return found;
}

const PAIRS = {
  tables: ({ tables }) => tables.map(({ from, to }) => [from, to.join(", ")]),
  shards: ({ shards }) => shards.map(({ fromKeyspace, toKeyspace, shard }) => [`${fromKeyspace}/${shard}`, toKeyspace]),
  keyspaces: ({ keyspaces }) => keyspaces.map(({ fromKeyspace, toKeyspace }) => [fromKeyspace, toKeyspace]),
  mirrors: ({ mirrors }) => mirrors.map(({ from, to, percent }) => [from, `${to} at ${percent}%`]),
} as const satisfies Record<RuleDocument, (rules: Rules) => readonly (readonly [name: string, leadsTo: string])[]>;

interface RulesSubject {
  /** Maps each name that rules use for a table of the move, without suffix, to the table. Names in other keyspaces are left out. */
  readonly tableOf: ReadonlyMap<string, string>;
  readonly types: ReadonlySet<string>;
}

function toRulesSubject({ tables, sourceKeyspace, targetKeyspace, tabletTypes }: RulesStep): RulesSubject {
  const names = tables.flatMap((table) =>
    [table, `${sourceKeyspace}.${table}`, `${targetKeyspace}.${table}`].map((name) => [name, table] as const),
  );
  // Without RDONLY tablets Vitess switches their rules together with REPLICA's (docs/facts/switch-traffic.md#rdonly-with-replica).
  const types = tabletTypes.includes("REPLICA") ? [...tabletTypes, "RDONLY"] : tabletTypes;
  return { tableOf: new Map(names), types: new Set(types) };
}

type Explains = (change: RuleChange, step: RulesStep, subject: RulesSubject) => boolean;

const EXPLAINS = {
  tables(change, step, { tableOf, types }) {
    const [base = "", suffix] = change.name.split("@");
    const table = tableOf.get(base);
    if (table === undefined || step.leavesRules) return false;
    const side = classifySide(change.is, `${step.sourceKeyspace}.${table}`, `${step.targetKeyspace}.${table}`);
    const isMoved = types.has(toTabletTypeName(suffix));
    switch (step.verb) {
      case "create":
        return side === "source";
      case "switch":
        // The serving side's own name needs no rule, and loses it.
        return isMoved && (side === "target" || (side === "gone" && change.name === `${step.targetKeyspace}.${table}`));
      case "reverse":
        return isMoved && (side === "source" || (side === "gone" && change.name === `${step.sourceKeyspace}.${table}`));
      default:
        return isEnd(step) && side === "gone";
    }
  },
  shards(change, step) {
    const from = change.name.slice(0, change.name.indexOf("/"));
    return isBetweenKeyspaces(change, from, step);
  },
  keyspaces(change, step, { types }) {
    const [from = "", suffix] = change.name.split("@");
    const isMoved = step.verb !== "switch" && step.verb !== "reverse" ? true : types.has(toTabletTypeName(suffix));
    return isMoved && isBetweenKeyspaces(change, from, step);
  },
  mirrors(change, step, { tableOf, types }) {
    const [base = "", suffix] = change.name.split("@");
    const table = tableOf.get(base);
    if (table === undefined || base !== `${step.sourceKeyspace}.${table}`) return false;
    const isOwn = (leadsTo: string | undefined): boolean =>
      leadsTo === undefined || leadsTo.startsWith(`${step.targetKeyspace}.${table} at `);
    // Vitess 23 and earlier also remove the mirror rules of other workflows over the same table (docs/facts/mirror-traffic.md#percent).
    if (!isOwn(change.was)) return false;
    if (step.verb === "mirror") return isOwn(change.is);
    // A switch removes the mirror rules of the types that it switches.
    return change.is === undefined && (isEnd(step) || (step.verb === "switch" && types.has(toTabletTypeName(suffix))));
  },
} as const satisfies Record<RuleDocument, Explains>;

/** Shard-by-shard moves and those of one tenant are routed by rules from keyspace to keyspace. */
function isBetweenKeyspaces({ is }: RuleChange, from: string, step: RulesStep): boolean {
  const { sourceKeyspace, targetKeyspace, verb } = step;
  if (step.leavesRules || (from !== sourceKeyspace && from !== targetKeyspace)) return false;
  const side = classifySide(is, sourceKeyspace, targetKeyspace);
  if (verb === "create") return side === "source";
  if (verb === "switch") return side === "target" || (side === "gone" && from === targetKeyspace);
  if (verb === "reverse") return side === "source" || (side === "gone" && from === sourceKeyspace);
  return isEnd(step) && side === "gone";
}

function isEnd({ verb }: RulesStep): boolean {
  return verb === "complete" || verb === "cancel" || verb === "delete";
}

function classifySide(leadsTo: string | undefined, source: string, target: string): "gone" | "source" | "target" | "elsewhere" {
  if (leadsTo === undefined) return "gone";
  if (leadsTo === source) return "source";
  return leadsTo === target ? "target" : "elsewhere";
}

function toTabletTypeName(suffix: string | undefined): string {
  return suffix === undefined ? "PRIMARY" : suffix.toUpperCase();
}
