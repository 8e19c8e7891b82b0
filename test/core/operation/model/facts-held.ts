import { listMovedTypes, nameVerb } from "../../../../src/core/operation/request/operations.ts";
import type { Execution } from "../../../../src/core/operation/execution/executions.ts";
import { SAVED } from "./starts.ts";
import { type Side, type Streams, visibleLocks, type World } from "./world.ts";
import type { TabletType } from "../../../../src/core/options/kinds.ts";

const TYPES: readonly TabletType[] = ["PRIMARY", "REPLICA", "RDONLY"];

/** What differed at a look from the approved facts, or from what the plan had made of them: this model's own list, a word per fact. */
export function notHeld({ proposal, done }: Execution, approved: World, is: World): readonly string[] {
  if (proposal.kind === "restore")
    return JSON.stringify([is.traffic, is.rules]) === JSON.stringify([approved.traffic, approved.rules]) ? [] : ["rules"];
  if (proposal.kind === "rescue") return served(is, "PRIMARY") === "source" && is.forward !== undefined ? [] : ["routing"];
  const isMade = (type: TabletType): boolean => done.some((call) => call.did === "step" && call.tabletTypes.includes(type));
  const side: Side = proposal.operation.verb === "switch" ? "target" : "source";
  const isMoved = TYPES.some(isMade);
  const facts: readonly [string, boolean][] = [
    ...TYPES.map((type): [string, boolean] => [`${type} traffic`, served(is, type) === (isMade(type) ? side : served(approved, type))]),
    ["streams", streams(is.forward) === streams(approved.forward)],
    ["way back", wayBack(is.reverse) === wayBack(approved.reverse)],
    ["denied tables", JSON.stringify(is.denied) === JSON.stringify(approved.denied)],
    ["rules", isMoved ? is.rules === "there" : is.rules === approved.rules],
    ["VDiff", JSON.stringify(is.vdiff) === JSON.stringify(approved.vdiff)],
  ];
  return facts.filter(([, isSo]) => !isSo).map(([name]) => name);
}

function served({ traffic, rules }: World, type: TabletType): Side {
  return rules === "gone" ? "source" : traffic[type];
}

/** Nobody votes on whether a person or a switch stopped the streams. */
function streams(forward: Streams | undefined): string {
  return forward === undefined ? "absent" : `${forward.id} ${forward.health === "cut over" ? "stopped" : forward.health}`;
}

function wayBack(reverse: Streams | undefined): string {
  if (reverse === undefined) return "absent";
  return reverse.health === "running" || reverse.health === "in error" ? reverse.health : "stopped";
}

/** What blocks a call besides the facts: somebody's lock, lag, preflight findings. */
export function inTheWay({ proposal }: Execution, types: readonly TabletType[], is: World): readonly string[] {
  const verb = nameVerb(proposal);
  const isLocked = proposal.kind === "rescue" ? isWorkedOn(is) : visibleLocks(is).length > 0;
  const isCutOff = is.forward?.health === "cut over" || is.reverse?.health === "cut over";
  const isBegun = served(is, "PRIMARY") === "target" || is.forward?.health === "cut over";
  const isOfTraffic =
    (verb === "switch" && !isBegun) || (verb === "reverse" && types.includes("PRIMARY") && served(is, "PRIMARY") === "target");
  const found: readonly [string, boolean][] = [
    ["lock", isLocked],
    ["lag", isOfTraffic && !isCutOff && is.lagSeconds > 30],
    ["preflight", is.blocked && ((verb === "switch" && !isBegun) || verb === "complete")],
  ];
  return found.filter(([, isSo]) => isSo).map(([name]) => name);
}

/** Somebody alive holds the lock; everybody waits behind a lock held for longer than a switch lasts. */
function isWorkedOn(is: World): boolean {
  const locks = visibleLocks(is);
  return locks.some(({ alive }) => alive) && locks.every(({ since }) => is.now - since < 3 * 60_000);
}

/** The traffic that a proposal moves, and what a restore puts back. */
export function wholeOf({ proposal }: Execution): {
  readonly proposal: Execution["proposal"];
  readonly types: readonly TabletType[];
  readonly saved: typeof SAVED;
} {
  return { proposal, types: proposal.kind === "workflow" ? listMovedTypes(proposal.operation) : [], saved: SAVED };
}
