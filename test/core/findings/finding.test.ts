import { describe, expect, it } from "vitest";
import { listCompleteFindings } from "../../../src/core/preflight/complete.ts";
import { listCreateFindings } from "../../../src/core/preflight/create.ts";
import { type FindingCode, OVERRIDABLE } from "../../../src/core/findings/finding.ts";
import { listReverseFindings } from "../../../src/core/preflight/reverse.ts";
import { listSwitchFindings } from "../../../src/core/preflight/switch.ts";
import type { Case } from "../preflight/cases.ts";
import { COMPLETE, CREATE, REVERSE, SWITCH } from "../preflight/healthy.ts";
import { count } from "../../counts.ts";
import { CREATE_CASES } from "./create-cases.ts";
import { SWITCH_CASES } from "./switch-cases.ts";
import { VDIFF_CASES } from "./vdiff-cases.ts";
import { END_CASES } from "./end-cases.ts";

/** Every finding; one without a case does not compile. */
const CASES = { ...CREATE_CASES, ...SWITCH_CASES, ...VDIFF_CASES, ...END_CASES } satisfies Record<FindingCode, Case>;

describe("a finding", () => {
  it.each(Object.entries(CASES))(
    "%s is found where it applies, with its evidence, and nowhere else",
    (code, { fires, severity, evidence, quiet }) => {
      const found = fires.find((one) => one.code === code);
      expect(found).toMatchObject({ severity });
      expect(found?.evidence.slice(0, evidence.length)).toEqual(evidence);
      expect(quiet.map((one) => one.code)).not.toContain(code);
    },
  );

  it("has a test case, every one of them", () => {
    count("findings of preflight", Object.keys(CASES).length);
    expect(Object.keys(CASES).toSorted()).toEqual(Object.keys(OVERRIDABLE).toSorted());
  });

  it("has a fix; if it is a gate, it has the words of the refusal with the same code", () => {
    const withoutFix = Object.entries(CASES).filter(([code, { fires }]) => fires.some((one) => one.code === code && one.fix === ""));
    expect(withoutFix.map(([code]) => code).toSorted()).toEqual(GATES);
  });
});

const GATES = [
  "mirror-rules-left",
  "no-reverse-workflow",
  "not-switched",
  "reads-left",
  "shards-go-together",
  "still-copying",
  "stream-never-started",
  "streams-not-running",
  "switch-unfinished",
  "target-denies-writes",
  "workflow-locked",
  "workflow-missing",
];

describe("nothing is found", () => {
  it("in a healthy cluster, except disk space that nobody can measure, and what becomes of the tables", () => {
    expect(listCreateFindings(CREATE).map((one) => [one.severity, one.code])).toEqual([["notice", "disk-unknown"]]);
    expect(listSwitchFindings(SWITCH)).toEqual([]);
    expect(listCompleteFindings(COMPLETE).map((one) => [one.severity, one.code])).toEqual([["notice", "drops-tables"]]);
    expect(listReverseFindings(REVERSE)).toEqual([]);
  });
});
