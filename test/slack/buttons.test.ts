import { describe, expect, it } from "vitest";
import { parse } from "../../src/command/parse.ts";
import { ACTIONS, COMMAND_ACTION } from "../../src/slack/actions.ts";
import { MOVE_BUTTONS } from "../../src/slack/move/buttons.ts";
import { renderVDiff } from "../../src/slack/vdiff/message.ts";
import { renderForeign } from "../../src/slack/answer/foreign.ts";
import { CLEAN_VDIFF, move, NOW, reading } from "./given.ts";
import { buttons } from "./words.ts";

const { name } = move();
const VERDICTS = [
  { kind: "different", rowsCompared: 1n, tables: ["customer"] },
  { kind: "stopped" },
  { kind: "incomplete", missing: ["corder"] },
] as const;

describe("every button that runs a command", () => {
  const all = [
    ...Object.values(MOVE_BUTTONS).map((make) => make(name)),
    ...VERDICTS.flatMap((verdict) => buttons(renderVDiff(name, CLEAN_VDIFF, verdict, { maxAgeMs: 1 }))),
    ...buttons(renderForeign({ kind: "foreign-status", name, reading: reading(), now: NOW })),
  ];

  it.each(all.map((button) => [button.text.text, button.value, button.action_id]))(
    "%s: %s parses as its verb on this very move",
    (_label, value, actionId) => {
      // Giving writes back wants a name typed, so its button opens a form.
      expect(actionId === ACTIONS.rescue || COMMAND_ACTION.test(actionId ?? "")).toBe(true);
      const parsed = parse(value ?? "");
      const { cluster, targetKeyspace, workflow } = name;
      expect(parsed).toMatchObject({
        kind: "command",
        command: { verb: actionId?.replace(/^command:|:open$/g, ""), name: { cluster, targetKeyspace, workflow } },
      });
    },
  );

  it("none of them is taken for a vote", () => {
    expect(Object.values(ACTIONS).filter((id) => COMMAND_ACTION.test(id))).toEqual([]);
  });

  it("what interrupts or takes back asks again first", () => {
    expect(
      [MOVE_BUTTONS.stop(name), MOVE_BUTTONS.rollBack(name), MOVE_BUTTONS.reverse(name)].every((button) => button.confirm !== undefined),
    ).toBe(true);
  });
});
