import { expect, test } from "vitest";
import { rulesOf } from "../../../src/core/move/rules-of.ts";

const NONE = { tables: [], shards: [], keyspaces: [], mirrors: [] };

test("however many moves look for their own rules, a document is gone through once, and its order stays", () => {
  let looks = 0;
  const names = Array.from({ length: 1_000 }, (_, place) => [`t${place}@replica`, `commerce.t${place}`, `t${place}`]).flat();
  const tables = names.map((name) => ({
    get from() {
      looks += 1;
      return name;
    },
    to: ["commerce.x"],
  }));
  const found = Array.from({ length: 20 }, (_, move) => rulesOf({ ...NONE, tables }, [`t${move}`], ["commerce", "customer"]));
  expect(looks).toBe(names.length);
  expect(found[7]?.tables.map(({ from }) => from)).toEqual(["t7@replica", "commerce.t7", "t7"]);
});
