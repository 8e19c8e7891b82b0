import { expect, test } from "vitest";
import { openRedis } from "../../src/store/redis/connect.ts";
import { openStore } from "../../src/store/open.ts";
import { verifyAudit } from "../../src/store/audit/verify.ts";
import { voteEvent, voteOf } from "./decided.ts";
import { MOVE, MOVE_ID, REQUEST } from "./literals.ts";
import { bench, noise } from "./with-redis.ts";
import { moveIdNamed } from "../names.ts";

const { server, redis, fresh } = bench();

test("200 votes at once from four connections are each written once, with their line, their event and their jobs", async () => {
  const { records, prefix } = fresh();
  await records.commit(MOVE_ID, () => ({ move: MOVE, request: { ...REQUEST, votes: [] }, result: undefined }));
  const connections = [1, 2, 3, 4].map(() => openRedis(server().url, "records", noise));
  const stores = connections.map((connection) => openStore(connection, { prefix }));
  const people = Array.from({ length: 50 }, (_, place) => `U${place}`);

  // Two replicas deliver every press, and a hundred events of the audit belong to no move.
  const committed = await Promise.all(
    stores.flatMap((store, replica) =>
      people.map(async (person, place) => {
        if (place % 2 === 0) await store.audit({ kind: "upkeep", facts: { replica, place } });
        return store.commit(MOVE_ID, voteOf(`${person}R${replica % 2}`));
      }),
    ),
  );
  for (const connection of connections) connection.disconnect();

  const voters = people.flatMap((person) => [`${person}R0`, `${person}R1`]).toSorted();
  expect((await records.requests.get("q-1"))?.votes.map(({ by }) => by).toSorted()).toEqual(voters);
  expect(committed.filter(({ result }) => result === "counted")).toHaveLength(100);
  expect(committed.filter(({ result }) => result === "already-voted")).toHaveLength(100);

  const lines = await records.entries(MOVE_ID, 0);
  expect(lines.flatMap(({ body }) => (body.kind === "vote" ? [body.by] : [])).toSorted()).toEqual(voters);

  const links = await redis().xrange(`${prefix}:audit`, "-", "+");
  const events = links.map(([, fields]): unknown => JSON.parse(fields[5] ?? ""));
  expect(
    events
      .filter((event) => JSON.stringify(event).includes('"kind":"vote"'))
      .map((event) => JSON.stringify(event))
      .toSorted(),
  ).toEqual(voters.map((voter) => JSON.stringify(voteEvent(voter))).toSorted());
  expect(await verifyAudit(redis(), prefix)).toMatchObject({ kind: "intact", links: 200 });

  const wanted = committed.flatMap((one) => one.wanted.map(({ id }) => id));
  expect((await records.outbox(0)).map(({ id }) => id).toSorted()).toEqual(wanted.toSorted());
  expect(new Set(wanted).size).toBe(200);
});

test("commits on many moves at once share the audit, and each finds its place in it", async () => {
  const { prefix } = fresh();
  const connections = [1, 2, 3].map(() => openRedis(server().url, "records", noise));
  const stores = connections.map((connection) => openStore(connection, { prefix }));
  await Promise.all(
    stores.flatMap((store, replica) =>
      Array.from({ length: 40 }, (_, place) => {
        const id = moveIdNamed(`local/customer.w${replica}-${place}`);
        return store.commit(id, () => ({ audit: [voteEvent("U0BEN"), voteEvent("U0CHO")], result: undefined }));
      }),
    ),
  );
  for (const connection of connections) connection.disconnect();
  expect(await verifyAudit(redis(), prefix)).toMatchObject({ kind: "intact", links: 240 });
});
