import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isJson, readObjects, type Json } from "../../../practice/slack/blocks/json.ts";
import { renderBlocks } from "../../../practice/slack/page/render/blocks.ts";
import { html } from "../../../practice/slack/page/render/html.ts";
import { renderMarkdown, renderMrkdwn } from "../../../practice/slack/page/render/mrkdwn.ts";
import type { Names } from "../../../practice/slack/page/render/names.ts";
import { startPracticeSlack, type PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { call, post } from "./call.ts";

const names: Names = {
  person: (id) => (id === "U0ANA" ? "Ana" : id),
  channel: () => "db-moves",
  group: () => "dba",
  people: [],
  channels: [],
};
const EVIL = `<img src=x onerror="alert('1')">`;

describe("mrkdwn", () => {
  test.each([
    ["*bold* and _slanted_ and ~gone~", "<strong>bold</strong> and <em>slanted</em> and <del>gone</del>"],
    ["2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"],
    ["`a*b*c`", "<code>a*b*c</code>"],
    ["```\n+ Lock\n```", "<pre>+ Lock\n</pre>"],
    ["<@U0ANA> asks <!subteam^S0DBA>", '<span class="mention">@Ana</span> asks <span class="mention">@dba</span>'],
    [
      "*<https://example.com/a?b=1&amp;c=2|the `docs`>*",
      '<strong><a href="https://example.com/a?b=1&#38;c=2" rel="noreferrer">the <code>docs</code></a></strong>',
    ],
    ["<javascript:alert(1)|click>", "click"],
    ["&lt;b&gt; &amp; co", "&#60;b&#62; &#38; co"],
    ["> quoted\nnot", "<blockquote>quoted</blockquote>not"],
    [":white_check_mark: done", ":white_check_mark: done"],
    ["<!date^1772402400^{date_num}|then>", '<time title="then">01/03/2026</time>'],
  ])("%s", (text, expected) => {
    expect(renderMrkdwn(text, names).html).toBe(expected);
  });

  test("the markdown block reads standard Markdown", () => {
    expect(renderMarkdown("## Notes\n**clean** [docs](https://example.com)\n- one").html).toBe(
      '<strong>Notes</strong>\n<strong>clean</strong> <a href="https://example.com" rel="noreferrer">docs</a>\n• one',
    );
  });
});

test("line breaks of a template do not reach the page, those of a text do", () => {
  const template = html; // under another name, so that the formatter leaves the line breaks alone
  expect(
    template`<p
      class="a"
    >
      ${"one\ntwo"}
    </p>`.html,
  ).toBe('<p class="a" >one\ntwo</p>');
});

test("a block or element that the page cannot render is shown as such", () => {
  const drawn = renderBlocks([{ type: "hologram" }, { type: "actions", elements: [{ type: "lever", action_id: "a" }] }], {
    names,
    values: {},
  });
  expect(drawn.map((each) => each.html).join("")).toContain("Unknown block: hologram");
  expect(drawn.map((each) => each.html).join("")).toContain("Unknown element: lever");
});

describe("the page", () => {
  let slack: PracticeSlack;
  beforeEach(async () => {
    slack = await startPracticeSlack();
  });
  afterEach(() => slack.close());

  async function deed(body: Json): Promise<Json> {
    const response = await fetch(`${slack.pageUrl}page/deed`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user: "U0ANA", channel: "C0MOVES", ...body }),
    });
    const answer: unknown = await response.json();
    return isJson(answer) ? answer : {};
  }
  async function snapshot(user: string, thread = ""): Promise<Json> {
    const response = await fetch(`${slack.pageUrl}page/snapshot?user=${user}&channel=C0MOVES&thread=${thread}`);
    const answer: unknown = await response.json();
    return isJson(answer) ? answer : {};
  }

  test("escapes every text that an app or a person can put on it", async () => {
    const plain = { type: "plain_text", text: EVIL };
    const options = [{ text: plain, value: EVIL, description: plain }];
    await post(slack, {
      text: EVIL,
      blocks: [
        { type: "header", text: plain },
        {
          type: "section",
          text: { type: "mrkdwn", text: `${EVIL} \`${EVIL}\` <https://x.example/"onclick=|${EVIL.replaceAll(/[<>]/gu, "")}>` },
          fields: [plain],
        },
        {
          type: "actions",
          block_id: EVIL,
          elements: [
            { type: "button", action_id: EVIL, text: plain, value: EVIL, confirm: { title: plain, text: plain } },
            { type: "static_select", options: [{ text: plain, value: EVIL }] },
            { type: "checkboxes", options },
          ],
        },
        { type: "table", rows: [[{ type: "raw_text", text: EVIL }]] },
        { type: "markdown", text: `${EVIL} [${EVIL.replaceAll(/[[\]]/gu, "")}](https://x.example)` },
        {
          type: "rich_text",
          elements: [
            {
              type: "rich_text_section",
              elements: [
                { type: "text", text: EVIL },
                { type: "link", url: EVIL, text: EVIL },
              ],
            },
          ],
        },
        { type: "image", image_url: "https://x.example/i.png", alt_text: EVIL, title: plain },
        { type: "plan", title: EVIL, tasks: [{ type: "task_card", task_id: "1", title: EVIL, status: "pending" }] },
      ],
    });
    slack.say({ user: "U0DEV", channel: "C0MOVES", text: EVIL });
    const rows = readObjects(await snapshot("U0ANA"), "rows").map((row) => String(row["html"]));
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row).toContain("&#60;img src=x");
      expect(row).not.toContain("<img");
      expect(row).not.toMatch(/<[^>]*"onclick/u);
    }
  });

  test("shows each person only what is theirs", async () => {
    await deed({ kind: "compose", text: "/movetables status" }); // no app is connected, so only Ana is told
    expect(JSON.stringify(await snapshot("U0ANA"))).toContain("Only visible to you");
    expect(readObjects(await snapshot("U0BEN"), "rows")).toEqual([]);
  });

  test("refuses commands in threads, and unknown commands, without calling the app", async () => {
    const ts = await post(slack, { text: "card" });
    expect(await deed({ kind: "compose", text: "/movetables status", thread: ts })).toEqual({
      notice: "/movetables does not work in threads. Write @Tandem instead.",
    });
    expect(await deed({ kind: "compose", text: "/unknown" })).toEqual({ notice: "/unknown is not a command here. Try /movetables." });
    expect(slack.ephemerals("U0ANA")).toEqual([]);
  });

  test("turns names into mentions and keeps the rest as typed", async () => {
    await deed({ kind: "compose", text: "@Ben look at <b> & @nobody" });
    expect(slack.messages("C0MOVES").map((message) => message.text)).toEqual(["<@U0BEN> look at &lt;b&gt; &amp; @nobody"]);
  });

  test("tells the person if what they pressed is gone", async () => {
    expect((await deed({ kind: "press", ts: "1.000001", actionId: "approve", blockId: "b" }))["notice"]).toBe(
      "there is no message 1.000001 in C0MOVES for U0ANA",
    );
  });

  test("a press on a message that was edited since the page drew it still reaches the app, as in Slack", async () => {
    const blocks = [
      { type: "actions", elements: [{ type: "button", action_id: "approve", text: { type: "plain_text", text: "Approve" } }] },
    ];
    const ts = await post(slack, { text: "0 of 2", blocks });
    const blockId = slack.messages("C0MOVES")[0]?.blocks?.[0]?.["block_id"];
    await call(slack, "chat.update", { channel: "C0MOVES", ts, text: "1 of 2", blocks });
    // No app is connected, so the practice Slack can only say that it would have delivered the press.
    expect(await deed({ kind: "press", ts, actionId: "approve", blockId })).toEqual({ notice: "The app is not connected." });
  });

  test("is notified when something changes", async () => {
    const stream = await fetch(`${slack.pageUrl}page/watch`);
    const reader = stream.body?.getReader();
    const read = async (): Promise<string> => Buffer.from((await reader?.read())?.value ?? []).toString("utf8");
    expect(await read()).toBe("retry: 500\ndata: changed\n\n");
    await post(slack, { text: "card" });
    expect(await read()).toBe("data: changed\n\n");
    await reader?.cancel();
  });

  test("shows the guide that stands beside the channel, and hands over what somebody chooses in it", async () => {
    expect((await snapshot("U0ANA"))["guide"]).toBe(null);
    const chosen: string[] = [];
    const guide = { run: "1", about: "A guide", stories: [], tells: "", speeds: [], steps: [], end: "" };
    slack.showGuide(guide, (choice) => {
      chosen.push(choice);
      return { notice: "as you like" };
    });
    expect((await snapshot("U0ANA"))["guide"]).toEqual(guide);
    expect(await deed({ kind: "guide", choice: "story:other" })).toEqual({ notice: "as you like" });
    expect(chosen).toEqual(["story:other"]);
  });

  test("is served to this machine's own names only, and accepts actions as JSON only", async () => {
    const status = await new Promise((resolve, reject) => {
      request(slack.pageUrl, { headers: { host: "evil.example" } }, (response) => resolve(response.resume().statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
    const form = await fetch(`${slack.pageUrl}page/deed`, { method: "POST", body: new URLSearchParams({ kind: "home" }) });
    expect(form.status).toBe(415);
  });
});
