import { expect, test } from "vitest";
import { detectNewStreams } from "../../../src/core/situation/made-anew.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { SHARDED, withStreams } from "../moments.ts";
import { shardNamed } from "../../names.ts";

const { copied } = SHARDED;
const later: Reading = { ...copied, at: copied.at + 15_000 };
const { workflow: _gone, ...without } = copied;

/** The streams of both shards with these ids. */
function withIds(...ids: readonly bigint[]): Reading {
  return withStreams(later, (_, index) => ({ id: ids[index] ?? 1n }));
}

const seen = (reading: Reading, before: Reading | undefined = copied, madeAnewAt?: number) =>
  detectNewStreams({
    before: before === undefined ? {} : { reading: before },
    reading,
    followed: madeAnewAt === undefined ? {} : { madeAnewAt },
  });

test("streams that are all others than before were made anew, some time after the reading before", () => {
  expect(seen(withIds(91n, 92n))).toEqual({ madeAnewAt: copied.at });
});

test("streams of which one is still there were not, nor is one of another shard with the same id the same", () => {
  const [first, second] = copied.workflow?.streams ?? [];
  if (first === undefined || second === undefined) throw new Error("the recording has two streams");
  expect(seen(later)).toEqual({});
  expect(seen(withIds(first.id, 92n))).toEqual({});
  const swapped = withStreams(later, (_, index) => ({ id: 50n, shard: shardNamed(`${index}-`) }));
  expect(
    seen(
      swapped,
      withStreams(copied, () => ({ id: 50n })),
    ),
  ).toEqual({ madeAnewAt: copied.at });
});

test("where there were none before, or are none now, nothing is known", () => {
  expect([seen(later, without), seen(without), detectNewStreams({ before: {}, reading: later, followed: {} })]).toEqual([{}, {}, {}]);
});

test("what Tandem itself has recorded since is more exact", () => {
  expect(seen(withIds(91n, 92n), copied, copied.at)).toEqual({});
  expect(seen(withIds(91n, 92n), copied, copied.at - 1)).toEqual({ madeAnewAt: copied.at });
});
