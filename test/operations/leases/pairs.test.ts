import { afterAll, beforeAll, expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { carriedOut, outcomeOf } from "../moves.ts";
import { redirect } from "../rules/plant.ts";
import { joinHarness, type Harness, until } from "../harness.ts";
import { alarms, begin, openPair, PAIR, PRODUCT, SELECT } from "./pair.ts";
import { count } from "../../counts.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

const MANY_MS = 300_000;
// All 200 take minutes: before a release run with `PAIRS=200`.
const PAIRS = Number(process.env["PAIRS"] ?? 12);

/** Both at the same moment, each in a worker of its own, with its own connections to Redis and to vtctld. */
async function both(
  harness: Harness,
  other: ReturnType<typeof joinHarness>,
  round: number,
  meanwhile?: () => Promise<void>,
): Promise<void> {
  const verb = round % 2 === 0 ? "switch" : "reverse";
  const ids = PAIR.map(({ workflow }) => `${workflow}-${round}`);
  await Promise.all(PAIR.map((name, place) => begin(harness, name, verb, ids[place] ?? "")));
  await Promise.all([...ids.map((id, place) => carriedOut((place === 0 ? harness : other).deps, id)), meanwhile?.()]);
  for (const id of ids) expect(await outcomeOf(harness, id)).toMatchObject({ kind: "succeeded" });
}

async function readsOf(harness: Harness): Promise<readonly string[]> {
  const { tables } = await harness.vitess.rules();
  return ["product@replica", "select@replica"].map((from) => tables.find((rule) => rule.from === from)?.to[0] ?? "none");
}

test(
  "steps at the same moment in two workers lose no writes, and neither sees the other's change as an outsider's",
  { timeout: MANY_MS },
  async () => {
    const harness = await openPair(redis.url);
    const other = joinHarness(harness.address);
    try {
      let held = 0;
      for (let round = 0; round < PAIRS; round += 1) {
        await both(harness, other, round);
        expect(await readsOf(harness)).toEqual(
          round % 2 === 0 ? ["customer.product", "ledger.select"] : ["commerce.product", "billing.select"],
        );
      }
      for (const name of PAIR) {
        expect(await alarms(harness, name)).toEqual([]);
        const entries = await harness.records.entries(moveId(name), 0);
        held += entries.filter(({ body }) => body.kind === "held" && body.hold.reason === "rules-in-use").length;
      }
      count("simultaneous pairs of steps", PAIRS);
      count("simultaneous pairs of steps, one of which waited", held);
      // Otherwise they were not at the same moment.
      expect(held).toBeGreaterThan(0);
    } finally {
      other.close();
      await harness.end();
    }
  },
);

test(
  "what an outsider writes at the same moment is announced once in the thread of each move whose step it affected",
  { timeout: MANY_MS },
  async () => {
    const harness = await openPair(redis.url);
    const other = joinHarness(harness.address);
    try {
      harness.simulator.cluster.pace.switchStepMs = 400;
      await both(harness, other, 0, async () => {
        // One of the two has written, and its call is not over.
        await until(async () =>
          (await readsOf(harness)).some((leadsTo, place) => leadsTo === ["customer.product", "ledger.select"][place]),
        );
        await redirect(harness, "archive", "archive.archive");
      });
      const told = [...(await alarms(harness, PRODUCT)), ...(await alarms(harness, SELECT))];
      expect(told.flatMap(({ changes }) => changes.map(({ name }) => name))).toContain("archive");
      expect(told.flatMap(({ changes }) => changes).every(({ name }) => name === "archive")).toBe(true);
    } finally {
      other.close();
      await harness.end();
    }
  },
);
