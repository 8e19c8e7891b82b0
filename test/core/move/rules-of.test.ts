import { expect, test } from "vitest";
import { selectRules } from "../../../src/core/move/rules-of.ts";
import { tablesNamed } from "../../names.ts";

const NONE = { tables: [], shards: [], keyspaces: [], mirrors: [] };

test("a document is indexed once for all moves that look up their rules, and keeps its order", () => {
  let looks = 0;
  const names = Array.from({ length: 1_000 }, (_, place) => [`t${place}@replica`, `commerce.t${place}`, `t${place}`]).flat();
  const tables = names.map((name) => ({
    get from() {
      looks += 1;
      return name;
    },
    to: ["commerce.x"],
  }));
  const found = Array.from({ length: 20 }, (_, move) =>
    selectRules({ ...NONE, tables }, tablesNamed(`t${move}`), ["commerce", "customer"]),
  );
  expect(looks).toBe(names.length);
  expect(found[7]?.tables.map(({ from }) => from)).toEqual(["t7@replica", "commerce.t7", "t7"]);
});
