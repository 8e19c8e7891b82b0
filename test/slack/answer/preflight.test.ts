import { describe, expect, it } from "vitest";
import type { Answer } from "../../../src/core/command/answers.ts";
import { makeFinding, OVERRIDABLE, type FindingCode } from "../../../src/core/findings/finding.ts";
import type { JudgedFinding } from "../../../src/core/findings/overrides.ts";
import { type AnswerFacts, renderAnswer } from "../../../src/slack/answer/answer.ts";
import { FINDING_TITLES } from "../../../src/slack/wording/preflight.ts";
import { at, BEN, CHO, move, NAMES, NOW, SIZES } from "../given.ts";
import { expectNoPing, expectSendable, firstLine, words } from "../words.ts";
import { keyspaceNamed, shardNamed, shardsNamed, tablesNamed } from "../../names.ts";

const FACTS: AnswerFacts = { vdiffMaxAgeMs: 24 * 60 * 60_000, now: NOW, names: NAMES };
const NAME = move().name;

const MISSING = makeFinding("vdiff-missing", "blocking", ["nothing was compared"], {
  fix: "Compare the tables, then try again.",
  command: "vdiff create",
});
const NO_VSCHEMA = makeFinding("missing-vschema", "blocking", ["customer is sharded, and its VSchema does not have corder"], "Add them.");
const BACKUP = makeFinding("tablets-in-backup", "warning", ["zone1-0000000101 is BACKUP"], "Wait until the backup or restore is over.");
const OVERRIDDEN: readonly JudgedFinding[] = MISSING.map((one) => ({
  ...one,
  overridden: { by: [BEN, CHO], at: at("22:13"), until: at("22:28"), reason: "compared by hand" },
}));

function preflight(findings: readonly JudgedFinding[], stopped: boolean): Answer {
  return { kind: "preflight", move: NAME, step: "switch", findings, stopped, now: NOW };
}

describe("the answer to a switch that preflight stops", () => {
  const message = renderAnswer(preflight([...MISSING, ...BACKUP], true), FACTS);

  it("says first that nothing was requested, then each finding: severity, evidence, fix", () => {
    expectSendable(message);
    expect(words(message)).toBe(
      [
        "*Not requested: 1 finding stops the switch of customer.commerce2customer*",
        "Nothing was changed.",
        "*Blocking: there is no VDiff* · `vdiff-missing`",
        "• `nothing was compared`",
        "*Fix:* Compare the tables, then try again. `/movetables vdiff create prod/customer.commerce2customer`",
        "*Warning: tablets are away for a backup or restore* · `tablets-in-backup`",
        "• `zone1-0000000101 is BACKUP`",
        "*Fix:* Wait until the backup or restore is over.",
        '*Next:* Fix them, or have two people let the switch pass: `/movetables override prod/customer.commerce2customer switch vdiff-missing --reason "…"`.',
      ].join("\n"),
    );
  });

  it("offers no override for a finding that nobody may override", () => {
    const text = words(renderAnswer(preflight([...MISSING, ...NO_VSCHEMA], true), FACTS));
    expect(text).toContain("*Next:* Fix `missing-vschema`; nobody can override it");
    expect(text).not.toContain("/movetables override");
  });
});

describe("the answer to preflight", () => {
  it("counts the findings, and names who overrode one without notifying them", () => {
    const message = renderAnswer(preflight([...OVERRIDDEN, ...BACKUP], false), FACTS);
    expect(firstLine(message)).toBe("*Preflight for the switch of customer.commerce2customer: 1 overridden and 1 warning*");
    expect(words(message)).toContain("Overridden by Ben and Cho");
    expect(words(message)).not.toContain("/movetables override");
    expectNoPing(message, []);
  });

  it("says if nothing was found", () => {
    expect(words(renderAnswer(preflight([], false), FACTS))).toBe(
      "*Preflight for the switch of customer.commerce2customer: nothing found*",
    );
  });

  it("fits into Slack's limits with every finding, and says how many are left out", () => {
    const all = Object.keys(OVERRIDABLE).flatMap((code) =>
      makeFinding(
        code as FindingCode,
        "blocking",
        Array.from({ length: 4 }, () => "<!channel> `x` ".repeat(9)),
        "Mend <!here> it.",
      ),
    );
    const message = renderAnswer(preflight(all, true), FACTS);
    expectSendable(message);
    const paragraphs = message.blocks.length - 3;
    expect(paragraphs).toBeGreaterThan(3);
    expect(words(message)).toContain(`and ${all.length - paragraphs} more findings`);
  });

  it("has a title for every finding, in lower case and without a full stop", () => {
    for (const title of Object.values(FINDING_TITLES)) expect(title).toMatch(/^(?:[a-z].*|VDiff.*|Vitess.*|[A-Z]{2}.*)[^.]$/);
  });
});

describe("the dry run of a create", () => {
  const message = renderAnswer(
    {
      kind: "planned-create",
      move: NAME,
      plan: {
        sourceKeyspace: keyspaceNamed("commerce"),
        targetKeyspace: "customer",
        sizes: SIZES,
        streams: [
          { from: shardNamed("0"), to: shardNamed("-80") },
          { from: shardNamed("0"), to: shardNamed("80-") },
        ],
        readsFrom: { types: ["REPLICA", "PRIMARY"], cells: [] },
        routingRules: 18,
        deniedOn: shardsNamed("-80", "80-"),
        startsAtOnce: true,
      },
      findings: BACKUP,
      now: NOW,
    },
    FACTS,
  );

  it("shows tables with sizes, streams, rules and denied tables, and says that nothing was created", () => {
    expectSendable(message);
    expect(words(message)).toContain(
      [
        "*Dry run of create customer.commerce2customer: 1 warning*",
        "Nothing was created. Vitess has no dry run for this; Tandem looked itself.",
        "*What would be created*: 2 tables from commerce to customer, about 2.3M rows, 320 MB by MySQL's estimate",
        "• `corder`: about 1.5M rows, 150 MB",
        "• `customer`: about 800k rows, 170 MB",
        "*Streams*: 2 streams, `commerce/0 → customer/-80`, `commerce/0 → customer/80-`",
        "Read from replica and primary in the cells of the target's primaries",
        "*Routing rules*: 18, nine a table, all to commerce",
        "*Denied until the switch*: writes to these tables on `customer/-80`, `customer/80-`",
        "*Warning: tablets are away for a backup or restore* · `tablets-in-backup`",
      ].join("\n"),
    );
  });
});

describe("the receipt of a create", () => {
  it("lists the findings that did not stop it", () => {
    const receipt = {
      kind: "receipt",
      move: NAME,
      doing: "created",
      tables: tablesNamed("corder"),
      sourceKeyspace: keyspaceNamed("commerce"),
    } as const;
    const message = renderAnswer({ ...receipt, findings: [...OVERRIDDEN, ...BACKUP] }, FACTS);
    expectSendable(message);
    expect(words(message)).toContain("• Warning: tablets are away");
    expect(words(message)).toContain("Overridden by Ben and Cho");
  });
});
