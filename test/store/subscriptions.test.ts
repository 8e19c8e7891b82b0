import { expect, test } from "vitest";
import { toChannelId } from "../../src/core/people/people.ts";
import { decode, encode } from "../../src/store/schemas/document.ts";
import { SUBSCRIPTIONS } from "../../src/store/schemas/subscriptions.ts";
import { patternNamed } from "../names.ts";
import { ANA, MOVE } from "./literals.ts";
import { bench } from "./with-redis.ts";

const { fresh } = bench();
const CHANNEL = toChannelId("C0INC42");
const { cluster } = MOVE.name;
const FOLLOWS = [{ cluster, pattern: patternNamed("customer*"), everyMs: 300_000, by: ANA, at: 1 }];

test("channels that follow anything are listed, and no others", async () => {
  const { records } = fresh();
  await records.subscriptions.create(CHANNEL, { channel: CHANNEL, follows: [] });
  expect(await records.subscriptions.followed()).toEqual([]);
  await records.subscriptions.change(CHANNEL, (current) => ({ write: { ...current, follows: FOLLOWS }, result: undefined }));
  expect(await records.subscriptions.followed()).toEqual([{ channel: CHANNEL, follows: FOLLOWS }]);
});

test("what a channel follows keeps fields of a newer Tandem, and names what is damaged", () => {
  const stored = encode("k", SUBSCRIPTIONS, { channel: CHANNEL, follows: FOLLOWS, fleet: { cluster, by: ANA, at: 1 } });
  const newer = stored.replace('"everyMs"', '"later":7,"everyMs"');
  expect(encode("k", SUBSCRIPTIONS, decode("k", SUBSCRIPTIONS, newer))).toContain('"later":7');
  expect(() => decode("k", SUBSCRIPTIONS, stored.replace("customer*", "cust omer"))).toThrow(
    "follows.0.pattern: expected a pattern of moves",
  );
});
