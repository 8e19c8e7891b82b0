import type { Operation } from "../../../src/core/announce/entries.ts";
import { explain } from "../../../src/core/explain/explain.ts";
import { COMPLETE_DEFAULTS } from "../../../src/core/options/options.ts";
import type { OutcomeFact } from "../../../src/core/operation/outcome/outcomes.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";
import { at, DEEDS, followed, LOCKED, move, situationOf, stream, SWITCHED, workflow } from "../given.ts";
import { outcome, OUTCOMES } from "./entry-bodies.ts";
import type { Lines } from "./lines.ts";
import { tablesNamed } from "../../names.ts";

const switchOf = (...tabletTypes: readonly TabletType[]): Operation => ({
  verb: "switch",
  options: { ...DEEDS.switch.options, tabletTypes },
});
const completeWith = (options: Partial<typeof COMPLETE_DEFAULTS>): Operation => ({
  verb: "complete",
  options: { ...COMPLETE_DEFAULTS, ...options },
});
const found = (...findings: readonly OutcomeFact[]) => ({ ...OUTCOMES.unknown, findings });
const WRITES_ALONE = outcome("switch", OUTCOMES.succeeded, { act: switchOf("PRIMARY") });
const REVERSE_LOST = situationOf({
  reading: { ...SWITCHED, at: at("22:59"), reverse: workflow({ streams: [stream({ state: "Stopped" })] }) },
  move: move(followed({ told: { phase: "", error: "", alarmSince: SWITCHED.at - 60_000 } })),
});
const READS_BACK = situationOf({ reading: { ...SWITCHED, trafficState: "Reads Not Switched. Writes Switched" } });
const GUESS = { ...LOCKED, stateLeft: "The call may have had its effect." };
const LOCKS_LOST = explain("locks were lost: commerce keyspace lock was lost: x", "refused", { verb: "switch" });
export const FREE = OUTCOMES.unfinished.findings.filter((finding) => finding !== "workflow-locked");

/** How an operation ended: in its thread line, which is broadcast. */
export const OUTCOME_LINES: Lines = {
  "a switch that succeeded arms the rollback and says until when": {
    body: outcome("switch", OUTCOMES.succeeded, { rollbackUntil: at("23:19"), tookMs: 400 }),
    says: ["Reverse replication runs, so a rollback loses nothing.\nTook 0.4 s.\nRollback is one press until 23:19 UTC."],
    buttons: ["Roll back"],
  },
  "a switch whose reverse workflow has stopped since does not claim that it runs": {
    body: outcome("switch", OUTCOMES.succeeded, { rollbackUntil: at("23:19"), tookMs: 400 }),
    situation: REVERSE_LOST,
    says: [
      "A reverse workflow was created, but has stopped or is in error since: a rollback would lose writes.",
      "*Next:* Fix what keeps the reverse workflow from running, which diagnose shows; do not reverse before it runs",
    ],
    never: ["loses nothing", "Rollback is one press", "complete or roll back"],
  },
  "a switch of reads alone does not claim the writes": {
    body: outcome("switch", OUTCOMES.succeeded, { act: switchOf("REPLICA", "RDONLY") }),
    first: "Switched (reads) · customer.commerce2customer",
    never: ["reverse workflow"],
  },
  "a switch of writes alone does not claim the reads": [
    {
      body: WRITES_ALONE,
      situation: READS_BACK,
      first: "Switched (writes) · customer.commerce2customer",
      says: ["Writes go to customer; reads stay on commerce."],
      never: ["Reads and writes go to", "*Switched ·"],
    },
    { body: WRITES_ALONE, situation: situationOf({ reading: SWITCHED }), says: ["Writes go to customer; reads did before."] },
    {
      body: outcome("reverse", OUTCOMES.succeeded, {
        act: { verb: "reverse", options: { ...DEEDS.reverse.options, tabletTypes: ["PRIMARY"] } },
      }),
      situation: situationOf({ reading: SWITCHED }),
      says: ["Writes go to commerce; reads stay on customer."],
    },
  ],
  "a called-off operation says who called it off, why, and what stays": [
    {
      body: outcome("switch", OUTCOMES["called-off"]),
      first: "Called off by Ben: SwitchTraffic · customer.commerce2customer",
      says: ["Reason: `the reads are slow`\nNothing was changed."],
    },
    {
      body: outcome("switch", { ...OUTCOMES["called-off"], readsSwitched: true }),
      first: "Called off after the reads by Ben: SwitchTraffic · customer.commerce2customer",
      says: ["What is done stays: reads go to customer. The writes were not switched."],
      never: ["Nothing was changed"],
    },
  ],
  "a complete says which tables were renamed, kept or dropped": [
    {
      body: outcome("complete", OUTCOMES.succeeded),
      says: [
        "`corder`, `customer` in commerce were renamed to `_corder_old`, `_customer_old` (not dropped).",
        "*Next:* Once nobody needs the renamed tables in commerce, have a DBA drop them.",
      ],
      never: ["Nothing is left"],
    },
    {
      body: outcome("complete", OUTCOMES.succeeded, { act: completeWith({}) }),
      says: ["`corder`, `customer` in commerce were *dropped*.", "*Next:* Nothing is left to do."],
    },
    {
      body: outcome("complete", OUTCOMES.succeeded),
      situation: situationOf({ move: move({ tables: tablesNamed("customer") }) }),
      says: ["`customer` in commerce was renamed to `_customer_old` (not dropped)."],
    },
    {
      body: outcome("complete", OUTCOMES.succeeded, { act: completeWith({ keepData: true }) }),
      says: ["stay in commerce as they are", "*Next:* Once nobody needs the old tables in commerce, have a DBA drop them."],
    },
  ],
  "a switch that only lacks its reverse workflow is not to be repeated, which Tandem and Vitess would refuse": {
    body: outcome("switch", { ...OUTCOMES.unfinished, findings: ["reads-switched", "writes-switched", "reverse-not-running"] }),
    says: ["*Next:* Fix what keeps the reverse workflow from running, which diagnose shows; do not reverse before it runs"],
    never: ["again"],
    buttons: ["Diagnose"],
  },
  "an unfinished switch says what is true, that a rollback would lose writes, and to wait for the lock": {
    body: outcome("switch", OUTCOMES.unfinished),
    first: "Switched but not finished · customer.commerce2customer",
    says: [
      "What Vitess says now: writes are switched; the reverse workflow does not run: rolling back now would lose the writes made since the switch; the old streams are not frozen; the workflow's lock is held.",
      "*Next:* Run the same SwitchTraffic again once the workflow's lock is gone; it picks up where it stopped",
    ],
    buttons: ["Diagnose"],
  },
  "the same operation is offered again once nobody holds the lock, as the next step": {
    body: outcome("switch", { ...OUTCOMES.unfinished, findings: FREE }),
    buttons: ["Run again", "Diagnose"],
    styles: ["primary", undefined],
  },
  "an unknown outcome says what is known": {
    body: outcome("switch", OUTCOMES.unknown),
    first: "Applications cannot write. Outcome of SwitchTraffic unknown · customer.commerce2customer",
    says: [
      "reads are switched; writes are not switched; the source denies writes to these tables: applications cannot write to them.",
      "*Next:* Unblock writes; then the same SwitchTraffic again",
    ],
    buttons: ["Unblock writes…", "Diagnose"],
  },
  "a reading replaces the guess about what such an error may leave; without a reading the guess stays": [
    { body: outcome("switch", found("writes-not-switched"), { explanation: GUESS }), never: [GUESS.stateLeft] },
    {
      body: outcome("switch", found("state-unreadable"), { explanation: GUESS }),
      says: [GUESS.stateLeft, "The state after the call could not be read."],
      never: ["What Vitess says now"],
    },
    { body: outcome("switch", found(), { explanation: GUESS }), says: [GUESS.stateLeft] },
  ],
  "a reverse that failed halfway is not to be repeated, because that would break the forward workflow": {
    body: outcome("reverse", found("writes-switched", "reverse-missing")),
    says: ["*Next:* Do not repeat it; have a Vitess DBA look at workflows and routing of both keyspaces"],
  },
  "nothing is to be repeated on a workflow that is gone, or whose state cannot be read": [
    {
      body: outcome("complete", { ...OUTCOMES.unfinished, findings: ["workflow-gone", "rules-left"] }),
      first: "Complete begun but not finished · customer.commerce2customer",
      says: ["*Next:* The workflow is gone, so this cannot be repeated"],
    },
    { body: outcome("switch", found("state-unreadable")), says: ["*Next:* Look at the workflow once Vitess answers"] },
  ],
  "a refusal shows the difference from the approved facts": {
    body: outcome("switch", OUTCOMES.refused),
    says: ["• `streams: 1 running → 1 stopped`"],
  },
  "a failure shows what Vitess's error means, its own words, and one next step": {
    body: outcome("switch", OUTCOMES.failed, { explanation: LOCKED }),
    says: [
      "Another operation holds the workflow's lock.\n`failed to lock the customer/commerce2customer workflow: deadline exceeded`",
      "*Next:* Try again in a minute",
    ],
  },
  "what a reading has shown is not repeated as a guess about every error of this kind": {
    body: outcome("switch", OUTCOMES.failed, { explanation: LOCKS_LOST }),
    says: ["*Next:* Diagnose now"],
    never: [LOCKS_LOST.stateLeft, "before you try again"],
  },
  "a reason that was lost on the way is reported as lost": {
    body: outcome("switch", { kind: "failed", at: at("22:14"), fault: { kind: "unreadable", text: "" } }),
    says: ["Vitess gave a reason that was lost on the way."],
  },
};
