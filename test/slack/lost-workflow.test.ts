import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../src/core/operation/request/policy.ts";
import type { Reading, Stream } from "../../src/core/readings/readings.ts";
import { deriveSituation } from "../../src/core/situation/situation.ts";
import { sayNextStep } from "../../src/slack/wording/next.ts";
import { moveOf, UNSHARDED } from "../core/moments.ts";
import { shardNamed } from "../names.ts";

const { subject, switched } = UNSHARDED;
const { workflow: _gone, ...lost } = switched;
const DENIED_AT_TARGET = [{ keyspace: subject.move.targetKeyspace, shard: shardNamed("0"), tables: subject.tables }];
const START = "`vtctldclient Workflow --keyspace commerce start --workflow commerce2customer_reverse`";
const FINISH = "`vtctldclient MoveTables --workflow commerce2customer_reverse --target-keyspace commerce SwitchTraffic`";

/** The move after its record is gone, with a reverse workflow like this. */
function withReverse(change: Partial<Stream>, more: Partial<Reading> = {}): Reading {
  const { reverse } = lost;
  if (reverse === undefined) throw new Error("no way back");
  return { ...lost, reverse: { ...reverse, streams: reverse.streams.map((stream) => ({ ...stream, ...change })) }, ...more };
}

function told(reading: Reading): readonly [alarm: string | undefined, buttons: string, next: string] {
  const is = deriveSituation({ move: moveOf(subject), reading }, DEFAULT_LIMITS, reading.at);
  return [is.alarm?.alarm, is.buttons.map(({ key }) => key).join(" "), sayNextStep(is)];
}

/** Rules that lead these tables back to the source. */
function ledBack(tables: readonly string[]): Pick<Reading, "rules"> {
  const isLed = (from: string): boolean =>
    tables.some((table) => from === table || from.startsWith(`${table}@`) || from.includes(`.${table}`));
  const rules = lost.rules.tables.map((rule) =>
    isLed(rule.from) ? { ...rule, to: rule.to.map((to) => to.replace("customer.", "commerce.")) } : rule,
  );
  return { rules: { ...lost.rules, tables: rules } };
}

describe("a workflow whose record is gone while its reverse workflow exists", () => {
  test("is finished by its reverse workflow, which is started first if it is stopped, so no write is lost", () => {
    const running = told(lost);
    expect(running.slice(0, 2)).toEqual(["workflow-lost", "diagnose"]);
    expect(running[2]).toContain(`finish the reverse: ${FINISH}`);
    expect(running[2]).not.toContain(START);
    const [, , stopped] = told(withReverse({ state: "Stopped" }));
    expect(stopped.indexOf(START)).toBeLessThan(stopped.indexOf(FINISH));
    expect(stopped).toContain("commerce misses the writes made without it");
    expect(told(withReverse({ state: "Error", message: "Duplicate entry (errno 1062)" }))[2]).toMatch(
      /^fix what the reverse workflow reports, .*1062.*; then have a Vitess DBA start/,
    );
  });

  test("gets no start if its reverse workflow was cut off, or had ended", () => {
    const [, , cut] = told(withReverse({ state: "Stopped", message: "stopped for cutover" }));
    expect(cut).toContain(`start and stop nothing; have a Vitess DBA finish the reverse, which was cut off: ${FINISH}`);
    const [, , over] = told(withReverse({ state: "Stopped", message: "FROZEN" }));
    expect(over).toContain("ApplyRoutingRules");
    expect(over).toContain("copy by hand what was written at customer meanwhile");
    expect(over).not.toContain(FINISH);
  });

  test("gets a rescue first if the side that writes are routed to denies them and may have them", () => {
    expect(told({ ...lost, denied: DENIED_AT_TARGET }).slice(0, 2)).toEqual(["target-writes-denied", "rescue diagnose"]);
    const ended = withReverse({ state: "Stopped", message: "FROZEN" }, ledBack(subject.tables));
    expect(told(ended).slice(0, 2)).toEqual(["source-writes-denied", "rescue diagnose"]);
    const [alarm, buttons, next] = told({ ...lost, ...ledBack(subject.tables) });
    expect([alarm, buttons]).toEqual(["rules-lost", "diagnose"]);
    expect(next).toContain("restore the routing rules of the switch");
  });
});
