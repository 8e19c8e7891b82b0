import type { VDiffOfMove } from "../../../src/core/move/moves.ts";
import { tableNamed, tablesNamed } from "../../names.ts";
import { ANA, at, CLEAN_VDIFF } from "../given.ts";

const { uuid } = CLEAN_VDIFF;
const STARTED: VDiffOfMove = { uuid, startedBy: ANA, startedAt: at("22:10") };
const NOW = [{ table: tableNamed("customer"), rows: 120_000n, estimated: 800_000n }];

function seen(of: { readonly rows: bigint; readonly by: "estimate" | "run-before" } | undefined): VDiffOfMove {
  const progress = { ...(of === undefined ? {} : { of }), tablesDone: 1, tables: 2, now: NOW };
  return { ...STARTED, seen: { rows: 920_000n, at: at("22:12"), first: { rows: 0n, at: at("22:10") }, progress } };
}

/** The message of a VDiff on its way, and its title. */
export const VDIFFS_UNDER_WAY: Readonly<Record<string, readonly [VDiffOfMove | undefined, string]>> = {
  "no row counted yet": [STARTED, "*VDiff running · customer.commerce2customer*"],
  "rows by MySQL's estimate": [seen({ rows: 2_300_000n, by: "estimate" }), "*VDiff running, about 40% · customer.commerce2customer*"],
  "rows that the VDiff before counted": [seen({ rows: 2_300_000n, by: "run-before" }), "*VDiff running, 40% · customer.commerce2customer*"],
  "no estimate": [seen(undefined), "*VDiff running · customer.commerce2customer*"],
  "more rows than expected": [seen({ rows: 900_000n, by: "estimate" }), "*VDiff running · customer.commerce2customer*"],
  "some tables of 500": [
    { ...STARTED, asked: tablesNamed(...Array.from({ length: 500 }, (_, n) => `<!channel>*_~\`${n}`)) },
    "*VDiff running · customer.commerce2customer*",
  ],
  ended: [{ ...STARTED, report: { verdict: "clean" } }, "Ana started VDiff `5c1e0000…`. It found no difference: the report is below."],
  deleted: [undefined, "Ana started VDiff `5c1e0000…`. It has ended, or was stopped or deleted."],
};
