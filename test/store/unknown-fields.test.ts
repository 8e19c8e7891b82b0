import { describe, expect, test } from "vitest";
import type { Collection, Records } from "../../src/operations/records.ts";
import { decode, decodeIfAny, encode, type Format } from "../../src/store/schemas/document.ts";
import { indexByMove } from "../../src/store/index-by-move.ts";
import { CLUSTER_NAMES, KEYSPACE_NAMES } from "../../src/store/schemas/catalogue.ts";
import { ENTRY_BODY } from "../../src/store/schemas/entry.ts";
import { EXECUTION } from "../../src/store/schemas/execution.ts";
import { MOVE } from "../../src/store/schemas/move.ts";
import { REQUEST } from "../../src/store/schemas/request.ts";
import { KEPT_RULES } from "../../src/store/schemas/rules.ts";
import { SAMPLE } from "../../src/store/schemas/sample.ts";
import { SNAPSHOT_FACTS } from "../../src/store/schemas/snapshot.ts";
import { SENT_MESSAGE } from "../../src/store/schemas/sent-message.ts";
import { SIZES } from "../../src/store/schemas/sizes.ts";
import { VDIFF_RUN } from "../../src/store/schemas/vdiff-run.ts";
import { type Planted, planted, plantedNamesIn } from "./planted.ts";
import { putInstallation } from "./stored-installation.ts";
import { storedSamples } from "./stored-samples.ts";
import { bench } from "./with-redis.ts";
import { moveIdNamed } from "../names.ts";

const { redis, fresh } = bench();

/** The change, and what it leaves in the stored text. */
const LATER = 4_000_000_000_000;
const SHOWS = String(LATER);

function inCollection<T>(collection: Collection<T>, id: string, change: Partial<T>): Promise<unknown> {
  return collection.change(id, (current) => ({ write: { ...current, ...change }, result: undefined }));
}

/** How a record of a kind is loaded, changed a little and saved. */
const RECORDS: readonly (readonly [kind: string, change: (records: Records, id: string) => Promise<unknown>])[] = [
  ["move", ({ moves }, id) => inCollection(moves, id, { askedAt: LATER })],
  ["request", ({ requests }, id) => inCollection(requests, id, { askedAt: LATER })],
  ["execution", ({ executions }, id) => inCollection(executions, id, { createdAt: LATER })],
  ["notice", ({ notices }, id) => inCollection(notices, id, { at: LATER })],
  ["inbound", ({ inbox }, id) => inCollection(inbox, id, { receivedAt: LATER })],
];

const DOCUMENTS: readonly (readonly [string, Format<unknown>])[] = [
  ["entries", ENTRY_BODY],
  ["samples", SAMPLE],
  ["sizes", SIZES],
  ["message", SENT_MESSAGE],
  ["snapshots", SNAPSHOT_FACTS],
  ["snapshot-rules", KEPT_RULES],
  ["vdiff-runs", VDIFF_RUN],
  ["names/cluster", CLUSTER_NAMES],
  ["names/keyspace", KEYSPACE_NAMES],
];

const FORMATS: Readonly<Record<string, Format<unknown>>> = { move: MOVE, request: REQUEST, execution: EXECUTION };

/** A record as a newer Tandem would leave it: in today's format, with one more field in every object. Undefined if it counts as missing. */
function newer(kind: string, key: string, text: string): Planted | undefined {
  const format = FORMATS[kind];
  if (format === undefined) return planted(text);
  const value = decodeIfAny(key, format, text);
  return value === undefined ? undefined : planted(encode(key, format, value));
}

/** How many of a request and an execution are live, in the installation of 0.1.0. */
const LIVE = [
  ["life", 0],
  ["open", 1],
  ["soak", 2],
] as const;

describe("a field that only a newer Tandem knows, at the top of a record or in any object of it,", () => {
  test.each(RECORDS)("is still there after a change: %s", async (kind, change) => {
    const { records, prefix } = fresh();
    await Promise.all(
      storedSamples(kind).map(async ({ what, text }) => {
        const id = what.replace("/", ":");
        const key = `${prefix}:${kind}:${id}`;
        const of = newer(kind, key, text);
        if (of === undefined) return;
        const { names } = of;
        await redis().hset(key, "rev", "7", "by", "somebody", "json", of.text);
        await change(records, id);
        const saved = (await redis().hget(key, "json")) ?? "";
        expect(await redis().hget(key, "rev"), what).toBe("8");
        expect(saved, what).toContain(SHOWS);
        expect(plantedNamesIn(saved), what).toEqual(names.toSorted());
      }),
    );
  });

  test.each(LIVE)("is still there after a decision was committed on the records of the move %s", async (workflow, live) => {
    const { records, prefix } = fresh();
    await putInstallation(redis(), prefix, (text, key) => newer(key.split(":")[1] ?? "", key, text)?.text ?? text);
    await indexByMove(redis(), { prefix });
    const moveId = moveIdNamed(`prod/customer.${workflow}`);
    const { request, execution } = await records.dossier(moveId);
    expect([request, execution].filter((one) => one !== undefined)).toHaveLength(live);
    const stored = async (): Promise<readonly string[]> => {
      const keys = [
        `${prefix}:move:${moveId}`,
        ...(request === undefined ? [] : [`${prefix}:request:${request.id}`]),
        ...(execution === undefined ? [] : [`${prefix}:execution:${execution.id}`]),
      ];
      return Promise.all(keys.map(async (key) => (await redis().hget(key, "json")) ?? ""));
    };
    const before = await stored();
    await records.commit(moveId, (dossier) => ({
      ...(dossier.move === undefined ? {} : { move: { ...dossier.move, askedAt: LATER } }),
      ...(dossier.request === undefined ? {} : { request: { ...dossier.request, askedAt: LATER } }),
      ...(dossier.execution === undefined ? {} : { execution: { ...dossier.execution, createdAt: LATER } }),
      result: undefined,
    }));
    const after = await stored();
    expect(after.map((text) => text.includes(SHOWS))).toEqual(before.map(() => true));
    expect(after.map(plantedNamesIn)).toEqual(before.map(plantedNamesIn));
    expect(before.map((text) => plantedNamesIn(text).length)).not.toContain(0);
  });

  test("is still there in a reading after it was saved again", async () => {
    const { records, prefix } = fresh();
    for (const { what, text } of storedSamples("reading")) {
      const { text: grown, names } = planted(text);
      await redis().set(`${prefix}:reading:local/customer.m`, grown);
      const reading = await records.reading(moveIdNamed("local/customer.m"));
      if (reading !== undefined) await records.saveReading(moveIdNamed("local/customer.m"), { ...reading, at: LATER });
      const saved = (await redis().get(`${prefix}:reading:local/customer.m`)) ?? "";
      expect(saved, what).toContain(SHOWS);
      expect(plantedNamesIn(saved), what).toEqual(names.toSorted());
    }
  });

  test.each(DOCUMENTS)("passes unread through %s", (kind, format) => {
    for (const { what, key, text } of storedSamples(kind)) {
      const { text: grown, names } = planted(text);
      expect(plantedNamesIn(encode(key, format, decode(key, format, grown))), what).toEqual(names.toSorted());
    }
  });
});
