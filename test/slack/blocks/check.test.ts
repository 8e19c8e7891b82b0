import { describe, expect, it } from "vitest";
import {
  buildActions,
  buildButton,
  confirmDialog,
  buildContext,
  buildPreformatted,
  buildSection,
  buildContainer,
  buildDataTable,
  buildPlan,
} from "../../../src/slack/blocks/build.ts";
import { checkMessage } from "../../../src/slack/blocks/check.ts";
import type { DataVisualizationBlock } from "../../../src/slack/blocks/block.ts";
import type { Message } from "../../../src/slack/blocks/message.ts";
import { expectSendable } from "../words.ts";

function failure(message: Message): string {
  try {
    checkMessage(message);
  } catch (error) {
    return error instanceof Error ? error.message : "not an error";
  }
  return "";
}

function given<T>(made: T | undefined): T {
  if (made === undefined) throw new Error("nothing was built");
  return made;
}

const TABLE = given(buildDataTable("Rows", ["table"], [["a"]])).block;
const CONTAINER = given(buildContainer("Details", [buildSection("x")])[0]);
const chartOf = (categories: readonly string[], data: DataVisualizationBlock["chart"]["series"][0]["data"]): DataVisualizationBlock => ({
  type: "data_visualization",
  title: "Rows copied",
  chart: { type: "line", series: [{ name: "rows", data }], axis_config: { categories, x_label: "time", y_label: "percent" } },
});
const CHART = chartOf(["14:00"], [{ label: "14:00", value: 1 }]);
const bare = (text: string): Message["blocks"][number] => ({ type: "section", text: { type: "mrkdwn", text } });

describe("the check before sending names what breaks one of Slack's limits", () => {
  it.each<[string, Message]>([
    ["text is empty", { text: " ", blocks: [buildSection("x")] }],
    ["text has 4001 characters", { text: "x".repeat(4001), blocks: [buildSection("x")] }],
    ["51 blocks", { text: "x", blocks: Array.from({ length: 51 }, () => buildSection("x")) }],
    ["text has 3001 characters", { text: "x", blocks: [bare("x".repeat(3001))] }],
    ["text is empty", { text: "x", blocks: [bare("")] }],
    ["9001 characters in all", { text: "x", blocks: [bare("x".repeat(3000)), bare("x".repeat(3000)), bare("x".repeat(3000)), bare("x")] }],
    ["2 blocks of type data_table", { text: "x", blocks: [TABLE, TABLE] }],
    ["rows of different widths", { text: "x", blocks: [{ ...TABLE, rows: [...TABLE.rows, []] }] }],
    ["0 rows", { text: "x", blocks: [{ ...TABLE, rows: TABLE.rows.slice(0, 1) }] }],
    ["3 blocks of type data_visualization", { text: "x", blocks: [CHART, CHART, CHART] }],
    ["title has 51 characters", { text: "x", blocks: [{ ...CHART, title: "x".repeat(51) }] }],
    ["rows has other labels than its axis", { text: "x", blocks: [chartOf(["14:00"], [{ label: "14:01", value: 1 }])] }],
    ["label has 21 characters", { text: "x", blocks: [chartOf(["x".repeat(21)], [{ label: "x".repeat(21), value: 1 }])] }],
    ["title is empty", { text: "x", blocks: [buildPlan("", [])] }],
    ["11 child blocks", { text: "x", blocks: [{ ...CONTAINER, child_blocks: Array.from({ length: 11 }, () => buildSection("x")) }] }],
    ["field has 2001 characters", { text: "x", blocks: [{ type: "section", fields: [{ type: "mrkdwn", text: "x".repeat(2001) }] }] }],
    ["an action_id twice", { text: "x", blocks: [...buildActions(buildButton("a", "same", ""), buildButton("b", "same", ""))] }],
    [
      "button has 76 characters",
      {
        text: "x",
        blocks: [{ type: "actions", elements: [{ type: "button", action_id: "a", text: { type: "plain_text", text: "x".repeat(76) } }] }],
      },
    ],
    ["0 elements", { text: "x", blocks: [{ type: "actions", elements: [] }] }],
  ])("%s", (said, message) => expect(failure(message)).toContain(said));

  it("accepts what is within them", () => {
    expect(failure({ text: "x", blocks: [buildSection("x")] })).toBe("");
  });
});

describe("builders keep the limits themselves", () => {
  const long = "x".repeat(500);

  it("a paragraph leaves out whole lines", () => {
    const built = buildSection(...Array.from({ length: 20 }, () => long));
    expect(built.text?.text.length).toBeLessThanOrEqual(3000);
    expect(built.text?.text.endsWith("\n…")).toBe(true);
  });

  it("missing lines leave no gap", () => {
    expect(buildSection("a", undefined, false, "", "b").text?.text).toBe("a\nb");
  });

  it("buttons, dialogs and preformatted blocks are cut", () => {
    const cut = buildButton(long, "a", "v", { confirm: confirmDialog(long, long, long), says: long });
    expectSendable({
      text: "x",
      blocks: [buildContext("x"), ...buildActions(cut), buildPreformatted(Array.from({ length: 50 }, () => long)).block],
    });
  });

  it("a button whose command would be too long carries none rather than half of one", () => {
    expect(buildButton("a", "a", "x".repeat(2001)).value).toBeUndefined();
  });

  it("no buttons make no row", () => {
    expect(buildActions(undefined, false)).toEqual([]);
  });
});
