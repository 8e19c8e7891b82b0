import { changeWords, listRulesChanges, type RulesStep, findUnexplainedChanges } from "../../rules/change.ts";
import type { MoveName } from "../../vitess/names.ts";
import type { Reading } from "../../readings/readings.ts";
import { deriveRouting, type Share, parseShare } from "../../move/traffic.ts";
import type { TrafficMade, WorkflowFacts } from "./facts.ts";
import type { TabletType } from "../../options/kinds.ts";
import { TRAFFIC_TYPES } from "../../options/options.ts";

/** What the approved facts are compared with: the facts now, the reading they come from, and the move they are about. */
export interface FactsNow {
  readonly move: MoveName;
  readonly facts: WorkflowFacts;
  readonly reading: Reading;
}

/** People do not read a difference that names every rule. */
const MOST_RULES = 6;

/**
 * What differs between the approved facts and those of now, one short phrase per fact; empty when nothing does. `made` is what the approved
 * plan itself has done to the traffic so far: absent before its first call.
 */
export function describeFactsDifference(approved: WorkflowFacts, now: FactsNow, made?: TrafficMade): readonly string[] {
  const { facts } = now;
  const same: readonly [name: string, was: string, is: string][] = [
    ["tables", listTexts(approved.tables), listTexts(facts.tables)],
    ["streams", listTexts(approved.streams), listTexts(facts.streams)],
    ["reverse workflow", approved.reverse, facts.reverse],
    ["VDiff", formatApprovedVDiff(approved), formatApprovedVDiff(facts)],
    ["source", formatSourceSide(approved), formatSourceSide(facts)],
    ["target shards", listTexts(approved.targetShards), listTexts(facts.targetShards)],
    ["denied tables", listTexts(approved.denied ?? facts.denied ?? []), listTexts(facts.denied ?? [])],
  ];
  return [
    ...describeTrafficDifference(approved, now, made),
    ...describeIdentityDifference(approved, facts),
    ...same.filter(([, was, is]) => was !== is).map(([name, was, is]) => `${name}: ${was || "none"} → ${is || "none"}`),
    ...describeRulesDifference(approved, now, made),
  ];
}

/** Stream ids mean nothing to people, but new ones show that somebody recreated the workflow. */
function describeIdentityDifference({ identity }: WorkflowFacts, now: WorkflowFacts): readonly string[] {
  return identity === undefined || listTexts(identity) === listTexts(now.identity ?? [])
    ? []
    : [`workflow: made anew, its streams were ${listTexts(identity)} and are ${listTexts(now.identity ?? [])}`];
}

function describeTrafficDifference(approved: WorkflowFacts, now: FactsNow, made: TrafficMade | undefined): readonly string[] {
  const is = now.facts.trafficState;
  if (made === undefined) return approved.trafficState === is ? [] : [`traffic: ${approved.trafficState} → ${is}`];
  const { reading, facts, move } = now;
  const routing = deriveRouting(reading, facts.tables, facts.sourceKeyspace, move.targetKeyspace);
  const isMade = (type: TabletType): boolean => made.types.includes(type);
  const wrong = TRAFFIC_TYPES.filter((type) => {
    // Without RDONLY tablets Vitess switches their rules together with REPLICA's (docs/facts/switch-traffic.md#rdonly-with-replica).
    if (type === "RDONLY" && !isMade(type) && isMade("REPLICA")) return false;
    const want: Share = isMade(type) ? (made.verb === "switch" ? "all" : "none") : parseShare(approved.trafficState, type, []);
    const seen = parseShare(is, type, isMade(type) ? made.cells : []);
    // For a shard-by-shard move Vitess's words describe all shards of the keyspace together.
    const isSaid = routing.by === "shards" || seen === want;
    return !isSaid || (isMade(type) && routing.share(type) !== want);
  });
  return wrong.length === 0
    ? []
    : [`traffic: ${wrong.map((type) => sayWhereTrafficIs(type, isMade(type), made)).join(", ")}; Vitess says "${is}"`];
}

function sayWhereTrafficIs(type: TabletType, isMade: boolean, { verb }: TrafficMade): string {
  const name = type === "PRIMARY" ? "writes" : `${type.toLowerCase()} reads`;
  if (!isMade) return `${name} were moved by somebody else`;
  return verb === "switch" ? `${name} are not on the target any more` : `${name} are not on the source any more`;
}

function describeRulesDifference(approved: WorkflowFacts, { move, facts }: FactsNow, made: TrafficMade | undefined): readonly string[] {
  const { rules } = approved;
  if (rules === undefined || facts.rules === undefined) return [];
  const others =
    made === undefined
      ? listRulesChanges(rules, facts.rules)
      : findUnexplainedChanges(rules, facts.rules, composeStepMade(approved, move, made));
  const changes = others.map((change) => `${change.document === "tables" ? "routing rule " : ""}${changeWords(change)}`);
  return changes.length <= MOST_RULES
    ? changes
    : [...changes.slice(0, MOST_RULES), `and ${changes.length - MOST_RULES} more routing rules`];
}

function composeStepMade({ sourceKeyspace, tables }: WorkflowFacts, { targetKeyspace }: MoveName, { verb, types }: TrafficMade): RulesStep {
  return { verb, tabletTypes: types, leavesRules: false, sourceKeyspace, targetKeyspace, tables };
}

function formatSourceSide({ sourceKeyspace, sourceShards }: WorkflowFacts): string {
  return `${sourceKeyspace} ${listTexts(sourceShards)}`;
}

function formatApprovedVDiff({ vdiff }: WorkflowFacts): string {
  return vdiff === undefined ? "" : `${vdiff.uuid} ${vdiff.verdict}`;
}

function listTexts(texts: readonly string[]): string {
  return texts.toSorted().join(", ");
}
