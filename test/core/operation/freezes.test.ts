import { describe, expect, test } from "vitest";
import { addFreeze, decideThaw, THAW_ASKED_FOR_MS } from "../../../src/core/operation/freeze/change.ts";
import { findFreeze, type Freeze, type Freezes, listFreezes } from "../../../src/core/operation/freeze/freezes.ts";
import { readUntil } from "../../../src/core/command/until.ts";
import { toPersonId } from "../../../src/core/people/people.ts";
import { keyspaceNamed } from "../../names.ts";
import { MOVE } from "./given.ts";

const [ANA, BEN, CHO] = [toPersonId("U0ANA"), toPersonId("U0BEN"), toPersonId("U0CHO")];
function who(by: typeof ANA, id: string, isApprover = true) {
  return { id, by, reason: "", isApprover };
}
const NOW = Date.parse("2026-12-23T10:00:00Z");
const NONE: Freezes = { cluster: MOVE.name.cluster, freezes: [], done: [] };
const CUSTOMER = { keyspace: keyspaceNamed("customer") };
const OF_ANA: Freeze = { ...CUSTOMER, by: ANA, at: NOW, until: NOW + 3_600_000, reason: "sale" };

describe("what is frozen", () => {
  test("is a keyspace or a whole cluster, until the moment at which it ends, by people or by the policy", () => {
    const made = addFreeze(addFreeze(NONE, OF_ANA, "c1", NOW), { by: BEN, at: NOW, reason: "all" }, "c2", NOW);
    const planned = [{ keyspaces: ["billing"], from: NOW, until: NOW + 1_000, reason: "year's end" }];
    expect(listFreezes(planned, made, NOW).map(({ keyspace = "*" }) => keyspace)).toEqual(["customer", "*", "billing"]);
    expect(listFreezes(planned, made, NOW + 1_000).map(({ keyspace = "*" }) => keyspace)).toEqual(["customer", "*"]);
    expect(listFreezes(planned, made, NOW + 3_600_000).map(({ keyspace = "*" }) => keyspace)).toEqual(["*"]);
    expect(listFreezes(planned, made, NOW - 1).map(({ keyspace = "*" }) => keyspace)).toEqual(["customer", "*"]);
  });

  test("concerns a move by either keyspace, a restore of whole documents by any; of several the one that ends last is told", () => {
    const freezes = listFreezes(
      [{ keyspaces: ["commerce"], from: 0, until: NOW + 1, reason: "short" }],
      addFreeze(NONE, OF_ANA, "c1", NOW),
      NOW,
    );
    expect(findFreeze(freezes, ["customer", "commerce"])?.reason).toBe("sale");
    expect(findFreeze(freezes, ["commerce"])?.reason).toBe("short");
    expect(findFreeze(freezes, ["billing"])).toBeUndefined();
    expect(findFreeze(freezes, "all")?.reason).toBe("sale");
  });

  test("is the same after the same command again, and its maker's newer freeze replaces it", () => {
    const once = addFreeze(NONE, OF_ANA, "c1", NOW);
    expect(addFreeze(once, OF_ANA, "c1", NOW + 1)).toBe(once);
    expect(addFreeze(once, { ...OF_ANA, reason: "longer" }, "c2", NOW).freezes).toMatchObject([{ reason: "longer" }]);
  });
});

describe("a freeze is thawed", () => {
  const frozen = addFreeze(NONE, OF_ANA, "c1", NOW);

  test("by its maker alone", () => {
    expect(decideThaw(frozen, CUSTOMER, who(ANA, "t1", false), NOW).after.freezes).toEqual([]);
  });

  test("by two others, one of whom may approve, within an hour", () => {
    const asked = decideThaw(frozen, CUSTOMER, who(BEN, "t1", false), NOW);
    expect(asked).toMatchObject({ thawed: [], asked: [{ thaw: { by: BEN } }] });
    expect(decideThaw(asked.after, CUSTOMER, who(BEN, "t2"), NOW).thawed).toEqual([]);
    expect(decideThaw(asked.after, CUSTOMER, who(CHO, "t3", false), NOW).thawed).toEqual([]);
    expect(decideThaw(asked.after, CUSTOMER, who(CHO, "t3"), NOW).after.freezes).toEqual([]);
    expect(decideThaw(asked.after, CUSTOMER, who(CHO, "t3"), NOW + THAW_ASKED_FOR_MS).thawed).toEqual([]);
  });

  test("only where it is: a keyspace's freeze is not the cluster's", () => {
    expect(decideThaw(frozen, {}, who(ANA, "t1"), NOW)).toMatchObject({ thawed: [], asked: [], after: { freezes: [OF_ANA] } });
  });
});

test.each([
  ["2h", "2026-12-23T12:00:00Z"],
  ["18:00", "2026-12-23T18:00:00Z"],
  ["09:00", "2026-12-24T09:00:00Z"],
  ["18:00 Europe/Berlin", "2026-12-23T17:00:00Z"],
  ["2026-12-24", "2026-12-24T00:00:00Z"],
  ["2027-06-01 18:00 Europe/Berlin", "2027-06-01T16:00:00Z"],
  ["2026-12-24T18:00", "2026-12-24T18:00:00Z"],
])("until %s is %s", (typed, moment) => {
  expect(readUntil(typed, NOW)).toBe(Date.parse(moment));
});

test.each(["", "tomorrow", "25:00", "2026-02-30", "18:00 Berlin", "2026-12-24 18:00 Mars/Base"])("%s is no end of a freeze", (typed) => {
  expect(readUntil(typed, NOW)).toBeUndefined();
});
