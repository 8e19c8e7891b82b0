import { describe, expect, it } from "vitest";
import { explain } from "../../../src/core/explain/explain.ts";
import { PREFIX, type Reason, REASONS } from "./vitess/reasons.ts";
import { filled, VITESS_TEXTS, type VitessText } from "./vitess/texts.ts";
import { count } from "../../counts.ts";

/** The first reason that matches a text. */
function reasonOf({ at }: VitessText): Reason | undefined {
  return REASONS.find(({ where }) => where.some((one) => one.test(at)));
}

const UNMET = VITESS_TEXTS.filter(({ said }) => explain(said, "refused").rule === undefined);

describe("the error texts in Vitess's own source, 18 to 24", () => {
  it("cover every release, and every package that these calls reach", () => {
    for (const major of [18, 19, 20, 21, 22, 23, 24]) {
      expect(VITESS_TEXTS.filter(({ since, until }) => since <= major && major <= until).length).toBeGreaterThan(1_000);
    }
    for (const place of ["vtctl/workflow", "vttablet/tabletmanager/vreplication", "vttablet/tabletmanager/vdiff", "topo", "wrangler"]) {
      expect(VITESS_TEXTS.filter(({ file }) => file.startsWith(`${place}/`)).length).toBeGreaterThan(50);
    }
  });

  it("match a rule, or have a reason why only the general sentence applies", () => {
    const reasons = new Map<string, number>();
    for (const text of UNMET) {
      const { why } = reasonOf(text) ?? { why: "NONE" };
      reasons.set(why, (reasons.get(why) ?? 0) + 1);
    }
    const rules = new Set(VITESS_TEXTS.map(({ said }) => explain(said, "refused").rule));
    count("texts of Vitess's source", VITESS_TEXTS.length);
    count("texts of Vitess's source, error rules that they meet", rules.size - 1);
    count("texts of Vitess's source with the general sentence", reasons);
    expect(UNMET.filter((text) => reasonOf(text) === undefined).map(({ at }) => at)).toEqual([]);
  });

  it("leave no reason without a text", () => {
    const unused = REASONS.flatMap(({ where }) => where).filter((one) => !UNMET.some(({ at }) => one.test(at)));
    expect(unused.map(String)).toEqual([]);
  });

  it("are explained by the cause behind a prefix", () => {
    const lost = "Lost connection to MySQL server during query (errno 2013) (sqlstate HY000)";
    const prefixes = UNMET.filter((text) => reasonOf(text) === PREFIX);
    const hidden = prefixes.filter(({ at, file }) => {
      const text = at.split("\t")[2] ?? "";
      return explain(filled(text, file, lost), "refused").rule !== "mysql-connection-lost";
    });
    expect(hidden.map(({ at }) => at)).toEqual([]);
    expect(prefixes.length).toBeGreaterThan(50);
  });

  it("get the honest general sentence if no rule knows them", () => {
    for (const { said } of UNMET)
      expect(explain(said, "refused").meaning).toMatch(/^Vitess reported an error that Tandem does not know yet/);
  });
});
