import { expect, test } from "vitest";
import type { Records } from "../../src/operations/records.ts";
import { openStore } from "../../src/store/open.ts";
import { voteEvent } from "./decided.ts";
import { MOVE, MOVE_ID, REQUEST } from "./literals.ts";
import { bench, freshPrefix } from "./with-redis.ts";

const { redis } = bench();

/** What two processes have of one store, each with a memory of its own. */
function processes(): { readonly prefix: string; readonly one: Records; readonly other: Records } {
  const prefix = freshPrefix();
  return { prefix, one: openStore(redis(), { prefix }), other: openStore(redis(), { prefix }) };
}

const write = (records: Records) =>
  records.commit(MOVE_ID, () => ({ move: MOVE, request: REQUEST, audit: [voteEvent("U0BEN")], result: undefined }), {
    request: REQUEST.id,
  });

/** Every key as it is now; `putBack` makes the store what it was. */
async function copyOf(prefix: string): Promise<{ putBack(): Promise<void> }> {
  const names = await redis().keys(`${prefix}:*`);
  const dumps = await Promise.all(names.map(async (name) => [name, await redis().dumpBuffer(name)] as const));
  return {
    async putBack() {
      await empty(prefix);
      for (const [name, dump] of dumps) if (dump !== null) await redis().restore(name, 0, dump);
    },
  };
}

async function empty(prefix: string): Promise<void> {
  await redis().del(await redis().keys(`${prefix}:*`));
}

test("a new installation and a store that keeps everything have lost nothing", async () => {
  const { one, other } = processes();
  for (const records of [one, other, one]) expect(await records.losses.find()).toBeUndefined();
  await Promise.all([write(one), write(one), write(other)]);
  for (const records of [one, other, one]) expect(await records.losses.find()).toBeUndefined();
  expect(await one.losses.lastAt()).toBeUndefined();
});

test("an emptied store is found once, and every process learns of the same loss with what it remembers", async () => {
  const { prefix, one, other } = processes();
  for (const records of [one, other]) await records.losses.find();
  await write(one);
  await empty(prefix);
  const found = await one.losses.find();
  expect(found).toMatchObject({ kind: "emptied", moves: [MOVE.name] });
  expect(await other.losses.find()).toEqual({ ...found, moves: [] });
  for (const records of [one, other]) expect(await records.losses.find()).toBeUndefined();
  expect(await other.losses.lastAt()).toBe(found?.at);
});

test("a store that went back by one commit is found, also if others write before anybody looks", async () => {
  const { prefix, one, other } = processes();
  for (const records of [one, other]) await records.losses.find();
  await write(other);
  const older = await copyOf(prefix);
  await write(one);
  await older.putBack();
  await write(other);
  await write(one);
  await write(one);
  const found = await one.losses.find();
  expect(found).toMatchObject({ kind: "older", moves: [MOVE.name] });
  expect(await other.losses.find()).toMatchObject({ id: found?.id, kind: "older" });
  for (const records of [one, other]) expect(await records.losses.find()).toBeUndefined();
});

test("a process that starts learns of a loss only while nobody has announced it", async () => {
  const { prefix, one } = processes();
  await one.losses.find();
  await empty(prefix);
  const found = await one.losses.find();
  const later = openStore(redis(), { prefix });
  expect(await later.losses.find()).toMatchObject({ id: found?.id, kind: "emptied", moves: [] });
  if (found !== undefined) await one.losses.announced(found);
  expect(await openStore(redis(), { prefix }).losses.find()).toBeUndefined();
});

test("a store that a process which knew of nothing has begun anew counts as emptied for the others, once", async () => {
  const { prefix, one } = processes();
  await one.losses.find();
  await empty(prefix);
  const starts = openStore(redis(), { prefix });
  expect(await starts.losses.find()).toBeUndefined();
  const found = await one.losses.find();
  expect(found?.kind).toBe("emptied");
  expect(await starts.losses.find()).toMatchObject({ id: found?.id });
  for (const records of [one, starts]) expect(await records.losses.find()).toBeUndefined();
});
