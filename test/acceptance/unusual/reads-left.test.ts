import { afterAll, beforeAll, expect, it } from "vitest";
import { ANA, approved, ask, cardOf, inThread, newMove, type, words } from "../people.ts";
import { openHarness, type Harness } from "../harness.ts";

const MINUTE = 60_000;

let harness: Harness;

beforeAll(async () => {
  harness = await openHarness();
  harness.vitess.state.addTablet({ keyspace: "commerce", shard: "0", uid: 102, type: "RDONLY" });
  harness.vitess.state.addTablet({ keyspace: "customer", shard: "0", uid: 202, type: "RDONLY" });
});

afterAll(() => harness.close());

function card(move: string): string {
  const found = cardOf(harness, move);
  return found === undefined ? "" : words(found);
}

it(
  "rdonly reads that a switch left at the source are named everywhere, with the command that switches exactly these",
  { timeout: MINUTE },
  async () => {
    const move = await newMove(harness, "w1");
    await approved(harness, move, "switch --all-at-once --tablet-types=replica,primary");
    const outcome = await inThread(harness, move, /\*Switched/);
    expect(outcome).toMatch(/rdonly reads are still served from commerce/i);
    expect(outcome).not.toMatch(/complete or roll back/);
    expect(outcome).toMatch(/Request switch of rdonly reads/);
    await harness.watch("customer");
    await expect.poll(() => card(move)).toMatch(/rdonly reads are still served from commerce/i);
    expect(card(move)).toMatch(/\*Next:\* Switch the rdonly reads/);
    const refused = await ask(harness, ANA, `complete ${move} --rename-tables`);
    expect(refused).toMatch(/still served by the source/);
    expect(refused).toMatch(/switch customer\.w1 --tablet-types=RDONLY/);
    await type(harness, ANA, `diagnose ${move}`);
    expect(await inThread(harness, move, /diagnosed it:/)).toMatch(/rdonly reads are still served from commerce/i);
  },
);
