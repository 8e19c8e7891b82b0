import { describe, expect, test } from "vitest";
import { AS_BEFORE, playsCancelledCopy, playsRolledBack } from "./cancelled.ts";
import { harnessOf } from "./on-version.ts";
import { drawEvery } from "../seed.ts";
import { COMPLETED, playsWhole } from "./whole-move.ts";

const NAME = "customer.commerce2customer";
const CALLS = [
  `create ${NAME} from commerce customer,corder`,
  `vdiff ${NAME}`,
  `switch ${NAME} PRIMARY,REPLICA,RDONLY dry run`,
  `switch ${NAME} PRIMARY,REPLICA,RDONLY dry run`,
  `switch ${NAME} REPLICA,RDONLY`,
  `switch ${NAME} PRIMARY`,
  `reverse ${NAME} PRIMARY,REPLICA,RDONLY`,
  `vdiff ${NAME}`,
  `switch ${NAME} PRIMARY,REPLICA,RDONLY dry run`,
  `switch ${NAME} REPLICA,RDONLY`,
  `switch ${NAME} PRIMARY`,
  `complete ${NAME} renaming dry run`,
  `complete ${NAME} renaming`,
];

const RELEASES = [18, 21, 23, 24];
/** The usual run cancels and rolls back on one of them. */
const CANCELLED_ON = drawEvery(4, RELEASES);

describe.each(RELEASES)("Vitess %i", (version) => {
  const harness = harnessOf(version);

  test("plays a whole move, with its own calls", { timeout: 60_000 }, async () => {
    expect(await playsWhole(harness(), version)).toEqual({ calls: CALLS, left: COMPLETED });
  });

  if (!CANCELLED_ON.includes(version)) return;

  test("drops what was copied when a copy is cancelled", { timeout: 60_000 }, async () => {
    expect(await playsCancelledCopy(harness())).toEqual({
      calls: ["create customer.big2customer from commerce big", "delete customer.big2customer"],
      left: AS_BEFORE,
    });
  });

  test("rolls back by one press, and can be cancelled then", { timeout: 60_000 }, async () => {
    const { calls, left } = await playsRolledBack(harness());
    expect(calls.slice(-4)).toEqual([
      "switch customer.product2customer REPLICA,RDONLY",
      "switch customer.product2customer PRIMARY",
      "reverse customer.product2customer PRIMARY,REPLICA,RDONLY",
      "delete customer.product2customer",
    ]);
    expect(left).toEqual(AS_BEFORE);
  });
});
