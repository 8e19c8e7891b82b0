import type { Command } from "../../core/command.ts";
import { FINDINGS } from "../list-values.ts";
import type { OptionsOf } from "../options.ts";
import { isProblem, problem } from "../refusals.ts";
import { ID, SENTENCE } from "../values.ts";
import { defineVerb, type NoOptions, noMore, onlyName, takeName } from "../verb.ts";

export const EXPLAIN = defineVerb<NoOptions>({
  verb: "explain",
  typed: "explain",
  alsoTyped: [],
  takes: "text",
  meaning: "What an error or a message of Vitess means, what state it leaves, and what to do.",
  example: "/movetables explain cannot switch traffic for workflow c2c at this time: copy is still in progress",
  options: {},
  ignored: {},
  notOurs: {},
  defaults: {},
  build({ words }) {
    const text = words.join(" ").trim();
    return text === ""
      ? problem("word-missing", { verb: "explain", what: "the text of Vitess that you want explained" })
      : { verb: "explain", text };
  },
});

export const DIAGNOSE = defineVerb<NoOptions>({
  verb: "diagnose",
  typed: "diagnose",
  alsoTyped: [],
  takes: "target_keyspace.workflow",
  meaning: "What is wrong with a move, and what to do, from everything that can be read.",
  example: "/movetables diagnose customer.commerce2customer",
  options: {},
  ignored: {},
  notOurs: {},
  defaults: {},
  build(ask) {
    const name = onlyName(ask, "diagnose");
    return isProblem(name) ? name : { verb: "diagnose", name };
  },
});

type Step = Extract<Command, { verb: "override" }>["step"];

const PREFLIGHT_STEPS = ["switch", "complete"] as const;
const STEPS = ["create", "switch", "complete"] as const satisfies readonly Step[];

export const PREFLIGHT = defineVerb<NoOptions>({
  verb: "preflight",
  typed: "preflight",
  alsoTyped: [],
  takes: "target_keyspace.workflow [switch|complete]",
  meaning: "What stands in the way of the switch, or of complete, without doing it.",
  example: "/movetables preflight customer.commerce2customer switch",
  options: {},
  ignored: {},
  notOurs: {},
  defaults: {},
  build(ask) {
    const named = takeName(ask, "preflight");
    if (isProblem(named)) return named;
    const [typed = "switch", ...rest] = named.rest;
    const step = PREFLIGHT_STEPS.find((each) => each === typed.toLowerCase());
    if (step === undefined) return problem("value-wrong", { option: "preflight", value: typed, expected: "switch or complete" });
    return noMore(rest, "preflight") ?? { verb: "preflight", name: named.name, step };
  },
});

interface Override {
  readonly reason: string;
}

export const OVERRIDE_OPTIONS: OptionsOf<Override> = {
  reason: { name: "reason", kind: SENTENCE, meaning: "Why it shall go on all the same, between quotes; it is recorded." },
};

export const OVERRIDE = defineVerb<Override>({
  verb: "override",
  typed: "override",
  alsoTyped: [],
  takes: "target_keyspace.workflow create|switch|complete finding,…",
  meaning: "Ask that a step may go on although preflight found something.",
  example: '/movetables override customer.commerce2customer switch vdiff-missing --reason "checked by hand"',
  options: OVERRIDE_OPTIONS,
  ignored: {},
  notOurs: {},
  defaults: {},
  build(ask, { reason }) {
    const named = takeName(ask, "override");
    if (isProblem(named)) return named;
    const [typed = "", ...rest] = named.rest;
    const step = STEPS.find((each) => each === typed.toLowerCase());
    if (step === undefined)
      return problem("value-wrong", { option: "override", value: typed, expected: "create, switch or complete after the name" });
    if (rest.length === 0)
      return problem("word-missing", { verb: "override", what: "the findings by their codes, as preflight shows them" });
    const findings = FINDINGS.read(rest.join(","), "override");
    if (isProblem(findings)) return findings;
    if (reason === undefined) return problem("option-missing", { option: "--reason", verb: "override" });
    return { verb: "override", name: named.name, step, findings: findings.value, reason };
  },
});

interface Rescue {
  readonly confirm: string;
}

export const RESCUE_OPTIONS: OptionsOf<Rescue> = {
  confirm: { name: "confirm", kind: ID, meaning: "The workflow's name, typed again." },
};

export const RESCUE = defineVerb<Rescue>({
  verb: "rescue",
  typed: "rescue",
  alsoTyped: [],
  takes: "target_keyspace.workflow",
  meaning: "Give writes back to where routing leads, after a switch or a way back died; says first whether that is what happened.",
  example: "/movetables rescue customer.commerce2customer --confirm commerce2customer",
  options: RESCUE_OPTIONS,
  ignored: {},
  notOurs: {},
  defaults: {},
  build(ask, { confirm }) {
    const name = onlyName(ask, "rescue");
    return isProblem(name) ? name : { verb: "rescue", name, ...(confirm !== undefined && confirm !== "" && { confirm }) };
  },
});

interface CallOff {
  readonly reason: string;
}

export const CALL_OFF_OPTIONS: OptionsOf<CallOff> = {
  reason: { name: "reason", kind: SENTENCE, meaning: "Why, between quotes; everybody in the thread reads it. Left out: a form asks." },
};

export const CALL_OFF = defineVerb<CallOff>({
  verb: "call-off",
  typed: "call-off",
  alsoTyped: [],
  takes: "target_keyspace.workflow",
  meaning: "End what is requested or approved before its next call to Vitess; what is done stays.",
  example: '/movetables call-off customer.commerce2customer --reason "errors on the replicas"',
  options: CALL_OFF_OPTIONS,
  ignored: {},
  notOurs: {},
  defaults: {},
  build(ask, { reason }) {
    const name = onlyName(ask, "call-off");
    return isProblem(name) ? name : { verb: "call-off", name, ...(reason !== undefined && reason !== "" && { reason }) };
  },
});
