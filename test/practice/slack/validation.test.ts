import { describe, expect, test } from "vitest";
import { toMessages, measureBlockText, validateBlocks, validateView } from "../../../practice/slack/blocks/validate.ts";
import type { Json } from "../../../practice/slack/blocks/json.ts";

const plain = (text: string): Json => ({ type: "plain_text", text });
const mrkdwn = (text: string): Json => ({ type: "mrkdwn", text });
const section = (text: string): Json => ({ type: "section", text: mrkdwn(text) });
const option = (value: string): Json => ({ text: plain(value.slice(0, 75)), value });
const options = (count: number): readonly Json[] => Array.from({ length: count }, (_, index) => option(`o${index}`));
const actions = (...elements: readonly Json[]): Json => ({ type: "actions", elements });
const button = (fields: Json = {}): Json => ({ type: "button", text: plain("Approve"), ...fields });
const rows = (count: number, width = 2): Json[][] =>
  Array.from({ length: count }, () => Array.from({ length: width }, () => ({ type: "raw_text", text: "x" })));
const times = (count: number, block: Json): readonly Json[] => Array.from({ length: count }, () => block);
const modal = (fields: Json): Json => ({ type: "modal", title: plain("Switch"), blocks: [], ...fields });
const input = (element: Json, fields: Json = {}): Json => ({ type: "input", label: plain("Why"), element, ...fields });

const messages = (blocks: unknown): readonly string[] => toMessages(validateBlocks("message", blocks));

test.each<[string, readonly Json[]]>([
  ["50 blocks", times(50, { type: "divider" })],
  ["a section of 3000 characters", [section("x".repeat(3000))]],
  ["25 buttons", [actions(...Array.from({ length: 25 }, (_, index) => button({ action_id: `a${index}` })))]],
  ["100 options", [actions({ type: "static_select", options: options(100) })]],
  ["a table of 100 rows", [{ type: "table", rows: rows(100) }]],
  ["a data_table with its header and 100 rows", [{ type: "data_table", caption: "VDiff", rows: rows(101) }]],
  ["a table cell with a number", [{ type: "table", rows: [[{ type: "raw_number", value: 3, text: "3" }]] }]],
  ["markdown of 12,000 characters", [{ type: "markdown", text: "x".repeat(12_000) }]],
  [
    "a plan with a finished task",
    [{ type: "plan", title: "Switch", tasks: [{ type: "task_card", task_id: "1", title: "Reads", status: "complete" }] }],
  ],
])("a message accepts %s", (_name, blocks) => {
  expect(messages(blocks)).toEqual([]);
});

test.each<[string, unknown, string]>([
  ["51 blocks", times(51, { type: "divider" }), "no more than 50 items allowed [json-pointer:/blocks]"],
  ["an unknown block type", [{ type: "nonsense" }], "unsupported type: nonsense [json-pointer:/blocks/0/type]"],
  ["blocks that are not a list", "text", "must be an array [json-pointer:/blocks]"],
  ["a section of 3001 characters", [section("x".repeat(3001))], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"],
  ["an empty section text", [section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
  ["a section that says nothing", [{ type: "section" }], "missing required field: text [json-pointer:/blocks/0]"],
  ["11 fields", [{ type: "section", fields: times(11, mrkdwn("x")) }], "no more than 10 items allowed [json-pointer:/blocks/0/fields]"],
  [
    "a field of 2001 characters",
    [{ type: "section", fields: [mrkdwn("x".repeat(2001))] }],
    "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
  ],
  [
    "a header of 151 characters",
    [{ type: "header", text: plain("x".repeat(151)) }],
    "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
  ],
  ["a header in mrkdwn", [{ type: "header", text: mrkdwn("x") }], "must be one of: plain_text [json-pointer:/blocks/0/text/type]"],
  [
    "11 context elements",
    [{ type: "context", elements: times(11, mrkdwn("x")) }],
    "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
  ],
  ["26 action elements", [actions(...times(26, button()))], "no more than 25 items allowed [json-pointer:/blocks/0/elements]"],
  [
    "a button of 76 characters",
    [actions(button({ text: plain("x".repeat(76)) }))],
    "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
  ],
  [
    "a button value of 2001",
    [actions(button({ value: "x".repeat(2001) }))],
    "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
  ],
  [
    "a button of a new colour",
    [actions(button({ style: "warning" }))],
    "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]",
  ],
  [
    "a confirm text of 301",
    [actions(button({ confirm: { text: plain("x".repeat(301)) } }))],
    "must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]",
  ],
  [
    "an action_id of 256",
    [actions(button({ action_id: "x".repeat(256) }))],
    "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
  ],
  [
    "a field that buttons do not have",
    [actions(button({ colour: "red" }))],
    "invalid additional property: colour [json-pointer:/blocks/0/elements/0]",
  ],
  [
    "101 options",
    [actions({ type: "static_select", options: options(101) })],
    "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
  ],
  [
    "6 overflow options",
    [actions({ type: "overflow", options: options(6) })],
    "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
  ],
  [
    "11 checkboxes",
    [actions({ type: "checkboxes", options: options(11) })],
    "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
  ],
  [
    "an option value of 151",
    [actions({ type: "overflow", options: [option("x".repeat(151))] })],
    "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
  ],
  [
    "a select without options",
    [actions({ type: "static_select" })],
    "provide either options or option_groups [json-pointer:/blocks/0/elements/0]",
  ],
  [
    "an initial option that is not offered",
    [actions({ type: "static_select", options: options(2), initial_option: option("z") })],
    "initial option is not among the options [json-pointer:/blocks/0/elements/0]",
  ],
  [
    "a placeholder of 151",
    [actions({ type: "external_select", placeholder: plain("x".repeat(151)) })],
    "must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]",
  ],
  [
    "a text input among actions",
    [actions({ type: "plain_text_input" })],
    "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
  ],
  [
    "an image without words",
    [{ type: "image", image_url: "https://example.com/x.png" }],
    "missing required field: alt_text [json-pointer:/blocks/0]",
  ],
  [
    "the same block_id twice",
    [
      { type: "divider", block_id: "x" },
      { type: "divider", block_id: "x" },
    ],
    "`block_id` already exists: x [json-pointer:/blocks]",
  ],
  [
    "the same action_id twice in a block",
    [actions(button({ action_id: "x" }), button({ action_id: "x" }))],
    "`action_id` already exists: x [json-pointer:/blocks/0]",
  ],
  ["an alert", [{ type: "alert", text: plain("x") }], "block type alert is not available in a message [json-pointer:/blocks/0/type]"],
  [
    "markdown of 12,001 characters",
    [{ type: "markdown", text: "x".repeat(12_001) }],
    "must be less than 12001 characters [json-pointer:/blocks/0/text]",
  ],
  ["a table of 101 rows", [{ type: "table", rows: rows(101) }], "no more than 100 items allowed [json-pointer:/blocks/0/rows]"],
  ["a table of 21 columns", [{ type: "table", rows: rows(1, 21) }], "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"],
  [
    "a ragged table",
    [{ type: "table", rows: [...rows(1, 2), ...rows(1, 3)] }],
    "all rows must have the same number of cells [json-pointer:/blocks/0/rows]",
  ],
  [
    "two tables",
    [
      { type: "table", rows: rows(1) },
      { type: "table", rows: rows(1) },
    ],
    "only one table block is allowed in a message [json-pointer:/blocks]",
  ],
  ["a data_table without caption", [{ type: "data_table", rows: rows(2) }], "missing required field: caption [json-pointer:/blocks/0]"],
  [
    "a data_table of 101 rows of data",
    [{ type: "data_table", caption: "x", rows: rows(102) }],
    "no more than 101 items allowed [json-pointer:/blocks/0/rows]",
  ],
  [
    "a rich text header in a data_table",
    [
      {
        type: "data_table",
        caption: "x",
        rows: [[{ type: "rich_text", elements: [{ type: "rich_text_section", elements: [] }] }], ...rows(1, 1)],
      },
    ],
    "unsupported type: rich_text [json-pointer:/blocks/0/rows/0/0/type]",
  ],
  [
    "a task that is `completed`",
    [{ type: "task_card", task_id: "1", title: "x", status: "completed" }],
    "must be one of: pending, in_progress, complete, error [json-pointer:/blocks/0/status]",
  ],
  [
    "plan and task_card together",
    [
      { type: "plan", title: "x" },
      { type: "task_card", task_id: "1", title: "x", status: "pending" },
    ],
    "plan and task_card cannot be mixed in a message [json-pointer:/blocks]",
  ],
])("a message refuses %s", (_name, blocks, problem) => {
  expect(messages(blocks)).toContain(`[ERROR] ${problem}`);
});

describe("views", () => {
  const reason = input({ type: "plain_text_input", action_id: "reason" });

  test("a modal accepts 100 blocks, inputs and an alert", () => {
    expect(validateView(modal({ blocks: times(100, { type: "divider" }) }))).toEqual([]);
    expect(
      validateView(modal({ submit: plain("Go"), blocks: [reason, { type: "alert", text: plain("Mind"), level: "warning" }] })),
    ).toEqual([]);
  });

  test.each<[string, Json, string]>([
    [
      "a title of 25 characters",
      modal({ title: plain("x".repeat(25)) }),
      "must be less than 25 characters [json-pointer:/view/title/text]",
    ],
    ["no title", { type: "modal", blocks: [] }, "missing required field: title [json-pointer:/view]"],
    ["a submit label of 25", modal({ submit: plain("x".repeat(25)) }), "must be less than 25 characters [json-pointer:/view/submit/text]"],
    [
      "private_metadata of 3001",
      modal({ private_metadata: "x".repeat(3001) }),
      "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ],
    ["a callback_id of 256", modal({ callback_id: "x".repeat(256) }), "must be less than 256 characters [json-pointer:/view/callback_id]"],
    ["101 blocks", modal({ blocks: times(101, { type: "divider" }) }), "no more than 100 items allowed [json-pointer:/view/blocks]"],
    ["inputs without submit", modal({ blocks: [reason] }), "submit is required when an input block is within blocks [json-pointer:/view]"],
    [
      "a table",
      modal({ blocks: [{ type: "table", rows: rows(1) }] }),
      "block type table is not available in a modal [json-pointer:/view/blocks/0/type]",
    ],
    [
      "an input label of 2001",
      modal({ submit: plain("x"), blocks: [{ ...reason, label: plain("x".repeat(2001)) }] }),
      "must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]",
    ],
    [
      "an alert of 201",
      modal({ blocks: [{ type: "alert", text: plain("x".repeat(201)) }] }),
      "must be less than 201 characters [json-pointer:/view/blocks/0/text/text]",
    ],
    [
      "an alert in Home",
      { type: "home", blocks: [{ type: "alert", text: plain("x") }] },
      "block type alert is not available in a home [json-pointer:/view/blocks/0/type]",
    ],
    ["a type of its own", { type: "drawer", title: plain("x"), blocks: [] }, "must be one of: modal [json-pointer:/view/type]"],
  ])("a view is refused for %s", (_name, view, problem) => {
    expect(toMessages(validateView(view))).toContain(`[ERROR] ${problem}`);
  });
});

test("the text of all blocks is counted together, wherever it is", () => {
  const blocks = [
    section("12345"),
    { type: "section", fields: [mrkdwn("12"), mrkdwn("34")], accessory: button() },
    { type: "markdown", text: "123" },
  ];
  expect(measureBlockText(blocks)).toBe(5 + 4 + "Approve".length + 3);
});
