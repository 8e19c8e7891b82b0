import { describe, expect, test } from "vitest";
import { AS_BEFORE, playsCancelledCopy, playsRolledBack } from "./cancelled.ts";
import { harnessOf } from "./on-version.ts";
import { drawEvery } from "../seed.ts";
import { COMPLETED, NO_COUNTS, playsWhole } from "./whole-move.ts";

/** One move in the commands of a release before 18. `dash` is the prefix of its flags. */
function commands(dash: "-" | "--", create: string, vdiff: string): readonly string[] {
  const name = "customer.commerce2customer";
  const switched = [
    `MoveTables ${dash}tablet_types=replica,rdonly SwitchTraffic ${name}`,
    `MoveTables ${dash}tablet_types=primary SwitchTraffic ${name}`,
  ];
  return [
    `MoveTables ${dash}source=commerce ${dash}tables=customer,corder ${create} ${name}`,
    vdiff,
    `MoveTables ${dash}dry_run SwitchTraffic ${name}`,
    `MoveTables ${dash}dry_run SwitchTraffic ${name}`,
    ...switched,
    `MoveTables ReverseTraffic ${name}`,
    vdiff,
    `MoveTables ${dash}dry_run SwitchTraffic ${name}`,
    ...switched,
    `MoveTables ${dash}rename_tables ${dash}dry_run Complete ${name}`,
    `MoveTables ${dash}rename_tables Complete ${name}`,
  ];
}

const V2 = "VDiff --v2 --format=json customer.commerce2customer create <uuid>";
const LATE = V2.replace(" --v2", "");
const DEFERRING = "--defer-secondary-keys Create";

const RELEASES = [
  { version: 12, dash: "-", create: "Create", vdiff: "VDiff -format=json customer.commerce2customer" },
  { version: 14, dash: "--", create: "Create", vdiff: V2, report: NO_COUNTS },
  { version: 15, dash: "--", create: "Create", vdiff: V2 },
  { version: 17, dash: "--", create: DEFERRING, vdiff: LATE },
] as const;
/** The usual run cancels and rolls back on one of them. */
const CANCELLED_ON = drawEvery(
  4,
  RELEASES.map(({ version }) => version),
);

describe.each(RELEASES)("Vitess $version", ({ version, dash, create, vdiff, ...other }) => {
  const harness = harnessOf(version);
  const report = "report" in other ? other.report : undefined;

  test("plays a whole move, with its own commands", { timeout: 60_000 }, async () => {
    expect(await playsWhole(harness(), version, report)).toEqual({ calls: commands(dash, create, vdiff), left: COMPLETED });
  });

  if (!CANCELLED_ON.includes(version)) return;

  test("drops what was copied when a copy is cancelled", { timeout: 60_000 }, async () => {
    expect(await playsCancelledCopy(harness())).toEqual({
      calls: [
        `MoveTables ${dash}source=commerce ${dash}tables=big ${create} customer.big2customer`,
        "MoveTables Cancel customer.big2customer",
      ],
      left: AS_BEFORE,
    });
  });

  test("rolls back by one press, and can be cancelled then", { timeout: 60_000 }, async () => {
    const { calls, left } = await playsRolledBack(harness());
    expect(calls.slice(-5)).toEqual([
      `MoveTables ${dash}tablet_types=replica,rdonly SwitchTraffic customer.product2customer`,
      `MoveTables ${dash}tablet_types=primary SwitchTraffic customer.product2customer`,
      "MoveTables ReverseTraffic customer.product2customer",
      "MoveTables Cancel customer.product2customer",
      // Cancel leaves the tables that the reverse made the target deny.
      "SetShardTabletControl",
    ]);
    expect(left).toEqual(AS_BEFORE);
  });
});
