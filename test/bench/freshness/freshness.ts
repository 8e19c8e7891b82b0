import { setTimeout as sleep } from "node:timers/promises";
import { openHarness } from "../../../deploy/demo/harness.ts";
import { BUILT } from "../../../deploy/demo/role.ts";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import type { ChannelSeed } from "../../../practice/slack/workspace/cast.ts";
import { shareEdits } from "../../../src/slack/web-api/budget.ts";
import { figuresOf } from "../figures.ts";
import { countMoves, createFleetCluster, type Fleet, followFleet } from "../fleet.ts";
import { table, type Target, times } from "../table.ts";
import { type Freshness, watchAges } from "./ages.ts";
import { startDebouncedBot, startPostingBot } from "./peers.ts";
import { approveOnce, askForFleet, listCards, showTandem, showTandemsFleet } from "./tandem.ts";

const SIZES = [
  { pairs: 1, movesPerPair: 1 },
  { pairs: 10, movesPerPair: 1 },
  { pairs: 10, movesPerPair: 5 },
  { pairs: 20, movesPerPair: 10 },
];
// Tandem reads a move that copies as often.
const READ_EVERY_MS = 2_000;
const DEBOUNCE_MS = 45_000;
// However few cards there are, people want to read one before it changes.
const CALM_MS = 5_000;
const APPROVE_EVERY_MS = 30_000;
const LIMITED_FOR_S = 30;
const SETTLE_MS = 10_000;
const CARDS_WITHIN_MS = 300_000;
const WITHIN = { ages: 1.25, fleetMs: 15_000, approvalsMs: 2_000 };

/**
 * How old what people see of 1, 10, 50 and 200 copying moves is, under Slack's limits: Tandem beside two plain bots with the same number of
 * moves, each with a practice Slack of its own, in one run. Approvals go on meanwhile, and through 30 s in which Slack takes no edit of a
 * card. Takes about 17 minutes.
 */
export async function* benchFreshness(print: (text: string) => void): AsyncIterable<Target> {
  for (const size of SIZES) yield* measure(size, print);
}

async function* measure(size: Pick<Fleet, "pairs" | "movesPerPair">, print: (text: string) => void): AsyncIterable<Target> {
  const channels = Array.from({ length: size.pairs }, (_, at): ChannelSeed => ({ id: `C0BENCH${at + 1}`, name: `bench-${at + 1}` }));
  const fleet: Fleet = { ...size, copyingPairs: size.pairs, channelOf: (pair) => channels[pair - 1]?.id ?? "" };
  const moves = countMoves(fleet);
  const harness = await openHarness({ cluster: createFleetCluster(fleet), rateLimits: true, program: BUILT, channels });
  const { slack } = harness;
  const peerOptions = { moves, channels, readEveryMs: READ_EVERY_MS };
  const peers = await Promise.all([startDebouncedBot(DEBOUNCE_MS, peerOptions), startPostingBot(peerOptions)]);
  try {
    await followFleet(harness, fleet);
    await slack.waitFor(() => listCards(slack, channels).length >= moves, CARDS_WITHIN_MS);
    const fleetIn = fleet.channelOf(1);
    await askForFleet(slack, fleetIn);
    const turnMs = shareEdits(moves);
    // Until every card has had a turn they all show how the fleet was posted.
    await sleep(SETTLE_MS + 1.2 * turnMs);
    const approvals = approveRepeatedly(slack, fleet);
    const shown = await watchAges(
      [showTandem(slack, channels), ...peers, showTandemsFleet(slack, fleetIn)],
      Math.max(60_000, 1.2 * turnMs),
    );
    const usual = await approvals.stop();
    const limited = await approveWhileLimited(slack, fleet, channels);
    yield* report({ moves, shown, usual, limited }, print);
  } finally {
    for (const peer of peers) await peer.close();
    await harness.close();
  }
}

/** Approves a request every 30 s until it is stopped; then returns how long each took. */
function approveRepeatedly(slack: PracticeSlack, fleet: Fleet): { readonly stop: () => Promise<readonly number[]> } {
  const stopped = new AbortController();
  const took = (async () => {
    const all: number[] = [];
    for (let n = 0; !stopped.signal.aborted; n += 1) {
      all.push(await approveOnce(slack, fleet, (n % fleet.pairs) + 1));
      await sleep(APPROVE_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
    return all;
  })();
  return {
    stop() {
      stopped.abort();
      return took;
    },
  };
}

/** Approves requests while every edit of a card is refused with a 429, for 30 s. */
async function approveWhileLimited(slack: PracticeSlack, fleet: Fleet, channels: readonly ChannelSeed[]): Promise<readonly number[]> {
  const cards = new Set(listCards(slack, channels).map(({ ts }) => ts));
  const until = Date.now() + LIMITED_FOR_S * 1_000;
  slack.faults.add({
    method: "chat.update",
    kind: "429",
    retryAfter: LIMITED_FOR_S,
    times: Number.MAX_SAFE_INTEGER,
    when: ({ ts }) => typeof ts === "string" && cards.has(ts),
  });
  const took: number[] = [];
  for (let n = 0; Date.now() < until; n += 1) {
    took.push(await approveOnce(slack, fleet, (n % fleet.pairs) + 1));
    await sleep(1_500);
  }
  slack.faults.clear();
  return took;
}

interface Measured {
  readonly moves: number;
  readonly shown: readonly Freshness[];
  readonly usual: readonly number[];
  readonly limited: readonly number[];
}

function* report({ moves, shown, usual, limited }: Measured, print: (text: string) => void): Iterable<Target> {
  const [tandem, fleet] = [shown[0], shown.at(-1)];
  if (tandem === undefined || fleet === undefined) return;
  const allowedMs = (moves * 60_000) / (60_000 / shareEdits(1) - tandem.otherEdits);
  const turnMs = Math.max(CALM_MS, allowedMs);
  print(
    `\n${moves} copying ${moves === 1 ? "move" : "moves"}; the budget and the approvals leave each card an edit every ${seconds(allowedMs)} s, so a turn is ${seconds(turnMs)} s`,
  );
  print(
    table([
      ["age of what is shown, in seconds", "p50", "p99", "p99 / a turn", "Tandem / it", "edits/min", "posts/min", "429s"],
      ...shown.map(({ name, ages, edits, posts, limited: refused }) => [
        name,
        seconds(ages.p50),
        seconds(ages.p99),
        times(ages.p99 / turnMs),
        times(tandem.ages.p99 / ages.p99),
        edits.toFixed(0),
        posts.toFixed(0),
        String(refused),
      ]),
    ]),
  );
  const [calm, held] = [figuresOf(usual), figuresOf(limited)];
  print(`  approvals, from the press to the counted vote: p50 ${seconds(calm.p50)} s, p99 ${seconds(calm.p99)} s (${usual.length})`);
  print(`  while cards wait out a 429 of 30 s: p50 ${seconds(held.p50)} s, p99 ${seconds(held.p99)} s (${limited.length})`);
  yield { what: `${moves}: no 429 of our own`, figure: String(tandem.limited), holds: tandem.limited === 0 };
  yield {
    what: `${moves}: cards at p99 at most ${WITHIN.ages} turns old`,
    figure: times(tandem.ages.p99 / turnMs),
    holds: tandem.ages.p99 <= WITHIN.ages * turnMs,
  };
  yield {
    what: `${moves}: the fleet message at p99 at most 15 s old`,
    figure: `${seconds(fleet.ages.p99)} s`,
    holds: fleet.ages.p99 <= WITHIN.fleetMs,
  };
  yield { what: `${moves}: approvals p99 < 2 s`, figure: `${seconds(calm.p99)} s`, holds: calm.p99 < WITHIN.approvalsMs };
  yield { what: `${moves}: the same through a 429`, figure: `${seconds(held.p99)} s`, holds: held.p99 < WITHIN.approvalsMs };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
