import type { AnswerFact } from "../../core/preflight/facts/facts.ts";
import type { Sampled } from "../../core/preflight/facts/looked.ts";
import { listSilentTablets } from "../../core/preflight/cluster/silent-tablets.ts";
import type { Keyspace, Shard } from "../../core/vitess/names.ts";
import type { Tablet, Vitess } from "../ports.ts";
import { look, NOWHERE } from "./look.ts";

/** At most this many tablets are pinged, and preflight says so if there are more. Pings are small, so all run at once. */
export const MOST_TABLETS = 64;

/** The two sides of a move, each with its shards; no shards means all. */
export interface Pair {
  readonly source: Keyspace;
  readonly target: Keyspace;
  readonly sourceShards: readonly Shard[];
  readonly targetShards: readonly Shard[];
}

function isTabletOf(one: Tablet, keyspace: Keyspace, shards: readonly Shard[]): boolean {
  return one.keyspace === keyspace && (shards.length === 0 || shards.includes(one.shard));
}

/** The tablets that a switch of a move refreshes: those of its shards. */
export function selectTabletsOfMove(tablets: readonly Tablet[], { source, target, sourceShards, targetShards }: Pair): readonly Tablet[] {
  return tablets.filter((one) => isTabletOf(one, source, sourceShards) || isTabletOf(one, target, targetShards));
}

/**
 * Which of these tablets answer, within at most two ping time-outs. If the release cannot ping, one call says so for all. `isAgain`: wait
 * as long as Vitess itself does.
 */
export async function readAnswering(vitess: Vitess, tablets: readonly Tablet[], isAgain = false): Promise<Sampled<AnswerFact>> {
  const [first, ...others] = tablets;
  if (first === undefined) return NOWHERE;
  const ask = async (tablet: Tablet): Promise<Sampled<AnswerFact>["looked"][number]> => {
    const { alias, keyspace, shard, type } = tablet;
    const asked = await look(async () => ({
      tablet: alias,
      type,
      place: `${keyspace}/${shard}`,
      answers: await vitess.answers(alias, isAgain),
    }));
    return { where: `${keyspace}/${shard} ${alias}`, look: asked };
  };
  const one = await ask(first);
  if (one.look.kind !== "seen") return { of: 1, looked: [one] };
  return { of: tablets.length, looked: [one, ...(await Promise.all(others.slice(0, MOST_TABLETS - 1).map(ask)))] };
}

/** Like {@link readAnswering}, but pings silent tablets once more, as patiently as Vitess does. */
export async function readAnsweringTwice(vitess: Vitess, tablets: readonly Tablet[]): Promise<Sampled<AnswerFact>> {
  const once = await readAnswering(vitess, tablets);
  const silent = new Set<string>(listSilentTablets(once).map(({ tablet }) => tablet));
  if (silent.size === 0) return once;
  const again = await readAnswering(
    vitess,
    tablets.filter(({ alias }) => silent.has(alias)),
    true,
  );
  const later = new Map(again.looked.map((place) => [place.where, place]));
  return { of: once.of, looked: once.looked.map((place) => later.get(place.where) ?? place) };
}
