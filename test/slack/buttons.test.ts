import { describe, expect, it } from "vitest";
import { parse } from "../../src/command/parse.ts";
import { parseMoveId } from "../../src/core/vitess/names.ts";
import { ACTIONS, COMMAND_ACTION } from "../../src/slack/actions.ts";
import { MOVE_BUTTONS } from "../../src/slack/move/buttons.ts";
import { renderVDiff } from "../../src/slack/vdiff/message.ts";
import { renderForeign } from "../../src/slack/answer/foreign.ts";
import { CLEAN_VDIFF, move, NOW, reading } from "./given.ts";
import { buttons } from "./words.ts";
import { tablesNamed } from "../names.ts";

const { name } = move();
const VERDICTS = [
  { kind: "different", rowsCompared: 1n, tables: tablesNamed("customer") },
  { kind: "stopped" },
  { kind: "incomplete", missing: ["corder"] },
] as const;

describe("every button that runs a command", () => {
  // Calling off opens a form, for the move that is its value.
  const { callOff, ...commands } = MOVE_BUTTONS;
  const all = [
    ...Object.values(commands).map((make) => make(name)),
    ...VERDICTS.flatMap((verdict) => buttons(renderVDiff(name, CLEAN_VDIFF, verdict, { maxAgeMs: 1 }))),
    ...buttons(renderForeign({ kind: "foreign-status", name, reading: reading(), now: NOW })),
  ];

  it.each(all.map((button) => [button.text.text, button.value, button.action_id]))(
    "%s: %s parses as its verb on this very move",
    (_label, value, actionId) => {
      // Unblocking writes needs a typed name, so its button opens a form.
      expect(actionId === ACTIONS.rescue || COMMAND_ACTION.test(actionId ?? "")).toBe(true);
      const parsed = parse(value ?? "");
      const { cluster, targetKeyspace, workflow } = name;
      expect(parsed).toMatchObject({
        kind: "command",
        command: { verb: actionId?.replace(/^command:|:open$/g, ""), name: { cluster, targetKeyspace, workflow } },
      });
    },
  );

  it("Call off names this very move, and no other form or command", () => {
    expect(parseMoveId(callOff(name).value ?? "")).toEqual(name);
    expect(callOff(name).action_id).toBe(ACTIONS.callOff);
  });

  it("Roll back reads is for the reads alone, and needs no reason", () => {
    expect(parse(MOVE_BUTTONS.rollBackReads(name).value ?? "")).toMatchObject({
      command: { verb: "reverse", options: { tabletTypes: ["REPLICA", "RDONLY"], force: false, enableReverseReplication: true } },
    });
  });

  it("no such button is mistaken for a vote", () => {
    expect(Object.values(ACTIONS).filter((id) => COMMAND_ACTION.test(id))).toEqual([]);
  });

  it("a button that interrupts or undoes asks for confirmation", () => {
    expect(
      [MOVE_BUTTONS.stop, MOVE_BUTTONS.rollBack, MOVE_BUTTONS.rollBackReads, MOVE_BUTTONS.reverse, MOVE_BUTTONS.reverseAgain].every(
        (make) => make(name).confirm !== undefined,
      ),
    ).toBe(true);
  });
});
