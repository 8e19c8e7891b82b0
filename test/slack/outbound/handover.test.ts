import { expect, test } from "vitest";
import type { Handover } from "../../../src/core/operation/handover/handover.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import { acceptHandover } from "../../../src/operations/handover/accept-handover.ts";
import { settleHandover } from "../../../src/operations/handover/settle-handover.ts";
import type { Records } from "../../../src/operations/records.ts";
import { sweep } from "../../../src/operations/watch/sweep.ts";
import { sayAcceptance } from "../../../src/slack/handover/press.ts";
import { publishHandover } from "../../../src/slack/outbound/publish-handover.ts";
import { requestNamed } from "../../names.ts";
import { askedJobs, move, PROD } from "../../operations/harness.ts";
import { ANA, BEN, CHO, MOVE, MOVE_ID, MOVES } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { DBAS } from "../app/harness.ts";
import { openPublishing, type Publishing, withMove } from "./harness.ts";

const redis = bench();
const policy = () => ({ ...DBAS, operators: ["S0DBA"] });
const CLUSTERS = { defaultCluster: PROD, defaultFor: () => PROD, alarmsOf: () => undefined, names: [PROD], at: () => undefined };
const MONTH_MS = 30 * 24 * 60 * 60_000;
const ID = requestNamed("slash-1");
const [ENDED, ANEW] = [move("local/customer.ended"), move("local/customer.anew")];

/** Ana's offer of these moves, posted in its channel. */
async function offered(records: Records, change: Partial<Handover> = {}): Promise<Publishing> {
  const publishing = await openPublishing(records);
  await withMove(records);
  await records.saveMembers("S0DBA", [ANA, BEN, CHO]);
  const offer: Handover = {
    id: ID,
    by: ANA,
    channel: MOVES,
    at: await records.now(),
    moves: [MOVE.name],
    state: { kind: "offered" },
    shown: "nothing",
    ...change,
  };
  await records.handovers.create(ID, offer);
  return publishing;
}

function textOf({ slack }: Publishing): string {
  return JSON.stringify(slack.messages(MOVES).find(({ metadata }) => metadata?.["event_type"] === "tandem_handover")?.blocks);
}

test("a hand-over accepted by a process that died before it asked for the rest is carried out, whatever its publisher does meanwhile", async () => {
  const { records } = redis.fresh();
  const publishing = await offered(records);
  const jobs = askedJobs();
  // The post was still on its way when Ben pressed Accept, and nobody asked for the job that gives the moves.
  expect(await acceptHandover({ records, policy }, ID, BEN)).toMatchObject({ kind: "accepted" });
  await publishHandover(publishing.deps, ID);
  await sweep({ records, jobs, policy, clusters: CLUSTERS });
  expect(jobs.asked).toContain(`settle-handover ${ID}`);
  await settleHandover({ records, jobs }, ID);
  await publishHandover(publishing.deps, ID);
  expect((await records.moves.get(MOVE_ID))?.inCharge).toMatchObject({ by: BEN });
  expect(textOf(publishing)).toContain("is in charge of 1 move*");
  expect(await records.handovers.unsettled()).toEqual([]);
});

test("a hand-over and the place of its message expire a month after they are settled, and never before", async () => {
  const { records, prefix } = redis.fresh();
  const publishing = await offered(records);
  const readTtl = (key: string): Promise<number> => redis.redis().pttl(`${prefix}:${key}`);
  expect(await readTtl(`handover:${ID}`)).toBe(-1);
  await publishHandover(publishing.deps, ID);
  for (const key of [`handover:${ID}`, `message:handover:${ID}`]) {
    const left = await readTtl(key);
    expect([left > MONTH_MS - 60_000, left <= MONTH_MS]).toEqual([true, true]);
  }
  await acceptHandover({ records, policy }, ID, BEN);
  expect(await readTtl(`handover:${ID}`)).toBe(-1);
});

test("whoever accepts is told of the moves that are left, without those that ended or were begun anew since the offer", async () => {
  const { records } = redis.fresh();
  const publishing = await offered(records, { moves: [MOVE.name, ENDED, ANEW] });
  const at = await records.now();
  await records.moves.create(moveId(ENDED), { ...MOVE, name: ENDED, state: { kind: "ended", at, how: "completed" } });
  await records.moves.create(moveId(ANEW), { ...MOVE, name: ANEW, askedAt: at + 60_000 });
  const acceptance = await acceptHandover({ records, policy }, ID, BEN);
  expect(sayAcceptance(acceptance)).toMatch(/^You are in charge of 1 move now\./);
  await settleHandover({ records, jobs: askedJobs() }, ID);
  await publishHandover(publishing.deps, ID);
  expect(textOf(publishing)).toContain("is in charge of 1 move*");
  expect((await records.moves.active()).filter(({ inCharge }) => inCharge !== undefined)).toHaveLength(1);
});
