import { expect, test } from "vitest";
import { COMPLETED, NO_COUNTS, playsWhole } from "./whole-move.ts";

/** One move in the words of a release before 18. `dash` is what its flags begin with. */
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
    `MoveTables ${dash}dry_run SwitchTraffic ${name}`,
    ...switched,
    `MoveTables ${dash}rename_tables ${dash}dry_run Complete ${name}`,
    `MoveTables ${dash}rename_tables Complete ${name}`,
  ];
}

const V2 = "VDiff --v2 --format=json --only_pks customer.commerce2customer create <uuid>";

test.each([
  { version: 12, calls: commands("-", "Create", "VDiff -format=json -only_pks customer.commerce2customer") },
  { version: 14, calls: commands("--", "Create", V2), report: NO_COUNTS },
  { version: 15, calls: commands("--", "Create", V2) },
  {
    version: 17,
    calls: commands("--", "--defer-secondary-keys Create", "VDiff --format=json --only_pks customer.commerce2customer create <uuid>"),
  },
])("Vitess $version: a whole move, with its commands", { timeout: 90_000 }, async ({ version, calls, report }) => {
  expect(await playsWhole(version, report)).toEqual({ calls, left: COMPLETED });
});
