import type { Command } from "../../core/command/command.ts";
import { FINDINGS } from "../words/list-values.ts";
import { isProblem, toProblem } from "../words/refusals.ts";
import { defineVerb, refuseMore, requireOnlyName, takeName } from "./verb.ts";

export const EXPLAIN = defineVerb("explain", {
  build({ words }) {
    const text = words.join(" ").trim();
    return text === ""
      ? toProblem("word-missing", { verb: "explain", what: "the text of Vitess that you want explained" })
      : { verb: "explain", text };
  },
});

type OverriddenStep = Extract<Command, { verb: "override" }>["step"];

const PREFLIGHT_STEPS = ["switch", "complete"] as const;
const OVERRIDABLE_STEPS = ["create", "switch", "complete"] as const satisfies readonly OverriddenStep[];

export const PREFLIGHT = defineVerb("preflight", {
  build(ask) {
    const named = takeName(ask, "preflight");
    if (isProblem(named)) return named;
    const [typed = "switch", ...rest] = named.rest;
    const step = PREFLIGHT_STEPS.find((each) => each === typed.toLowerCase());
    if (step === undefined) return toProblem("value-wrong", { option: "preflight", value: typed, expected: "switch or complete" });
    return refuseMore(rest, "preflight") ?? { verb: "preflight", name: named.name, step };
  },
});

export const OVERRIDE = defineVerb("override", {
  build(ask, { reason }) {
    const named = takeName(ask, "override");
    if (isProblem(named)) return named;
    const [typed = "", ...rest] = named.rest;
    const step = OVERRIDABLE_STEPS.find((each) => each === typed.toLowerCase());
    if (step === undefined)
      return toProblem("value-wrong", { option: "override", value: typed, expected: "create, switch or complete after the name" });
    if (rest.length === 0)
      return toProblem("word-missing", { verb: "override", what: "the findings by their codes, as preflight shows them" });
    const findings = FINDINGS.read(rest.join(","), "override");
    if (isProblem(findings)) return findings;
    if (reason === undefined) return toProblem("option-missing", { option: "--reason", verb: "override" });
    return { verb: "override", name: named.name, step, findings: findings.value, reason };
  },
});

export const RESCUE = defineVerb("rescue", {
  build(ask, { confirm }) {
    const name = requireOnlyName(ask, "rescue");
    return isProblem(name) ? name : { verb: "rescue", name, ...(confirm !== undefined && confirm !== "" && { confirm }) };
  },
});

export const CALL_OFF = defineVerb("call-off", {
  build(ask, { reason }) {
    const name = requireOnlyName(ask, "call-off");
    return isProblem(name) ? name : { verb: "call-off", name, ...(reason !== undefined && reason !== "" && { reason }) };
  },
});
