import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRateLimits } from "../../../practice/slack/workspace/rate-limits.ts";
import { createResponseUrls } from "../../../practice/slack/workspace/response-urls.ts";
import { post as store } from "../../../practice/slack/workspace/messages.ts";
import { createTriggers } from "../../../practice/slack/workspace/triggers.ts";
import { createWorkspace, type Workspace } from "../../../practice/slack/workspace/workspace.ts";
import { DEFAULT_BOT, DEFAULT_CHANNELS, DEFAULT_GROUPS, DEFAULT_PEOPLE, DEFAULT_SCOPES } from "../../../practice/slack/workspace/cast.ts";
import { startPracticeSlack, type PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { call } from "./call.ts";

let time = new Date("2026-03-01T22:00:00Z");
const now = (): Date => time;
const pass = (ms: number): void => {
  time = new Date(time.getTime() + ms);
};
const idOf = (url: string): string => url.split("/").at(-1) ?? "";
const takes = (count: number, take: () => number): number[] => Array.from({ length: count }, take);
beforeEach(() => {
  time = new Date("2026-03-01T22:00:00Z");
});

describe("a trigger_id", () => {
  test("opens one view, and a second use fails as already used", () => {
    const triggers = createTriggers(now);
    const id = triggers.issue("U0ANA");
    expect(triggers.spend(id)).toEqual({ user: "U0ANA", viewId: undefined });
    expect(triggers.spend(id)).toEqual({ error: "exchanged_trigger_id" });
  });

  test("lives three seconds", () => {
    const triggers = createTriggers(now);
    const [punctual, late] = [triggers.issue("U0ANA"), triggers.issue("U0ANA")];
    pass(3000);
    expect(triggers.spend(punctual)).toMatchObject({ user: "U0ANA" });
    pass(1);
    expect(triggers.spend(late)).toEqual({ error: "expired_trigger_id" });
  });

  test("that somebody made up is invalid", () => {
    expect(createTriggers(now).spend("1.2.3")).toEqual({ error: "invalid_trigger_id" });
  });
});

describe("a response_url", () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = createWorkspace({
      people: DEFAULT_PEOPLE,
      groups: DEFAULT_GROUPS,
      channels: DEFAULT_CHANNELS,
      bot: DEFAULT_BOT,
      scopes: DEFAULT_SCOPES,
      now,
    });
  });
  const target = { channel: "C0MOVES", viewer: "U0BEN" };

  test("answers in private unless it is given another type", () => {
    const urls = createResponseUrls(workspace, "http://practice");
    const id = idOf(urls.issue(target));
    urls.use(id, { text: "for you" });
    urls.use(id, { text: "for all", response_type: "in_channel" });
    expect(workspace.ephemerals).toMatchObject([{ viewer: "U0BEN", text: "for you" }]);
    expect(workspace.messages).toMatchObject([{ channel: "C0MOVES", text: "for all", user: "U0TANDEM" }]);
  });

  test("works five times", () => {
    const urls = createResponseUrls(workspace, "http://practice");
    const id = idOf(urls.issue(target));
    const statuses = [1, 2, 3, 4, 5, 6].map((use) => urls.use(id, { text: `use ${use}` }).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    expect(workspace.ephemerals).toHaveLength(5);
  });

  test("works for thirty minutes", () => {
    const urls = createResponseUrls(workspace, "http://practice");
    const id = idOf(urls.issue(target));
    pass(30 * 60_000);
    expect(urls.use(id, { text: "just in time" }).status).toBe(200);
    pass(1);
    expect(urls.use(id, { text: "late" })).toEqual({ status: 404, body: { ok: false, error: "expired_url" } });
  });

  test("replaces or deletes the message on which the person acted, including its blocks", () => {
    const urls = createResponseUrls(workspace, "http://practice");
    const message = store(workspace, { channel: "C0MOVES", text: "Approve?", blocks: [{ type: "divider" }] });
    const id = idOf(urls.issue({ ...target, original: { ts: message.ts, ephemeral: false } }));
    urls.use(id, { text: "Approved by Ben", replace_original: true });
    expect(workspace.messages).toMatchObject([{ ts: message.ts, text: "Approved by Ben", blocks: [] }]);
    urls.use(id, { delete_original: true });
    expect(workspace.messages).toEqual([]);
  });

  test("answers in the given thread", () => {
    const urls = createResponseUrls(workspace, "http://practice");
    urls.use(idOf(urls.issue(target)), { text: "x", thread_ts: "1.000001" });
    expect(workspace.ephemerals).toMatchObject([{ thread_ts: "1.000001" }]);
  });

  test("refuses blocks that Slack would refuse, and the person sees nothing", () => {
    const urls = createResponseUrls(workspace, "http://practice");
    expect(urls.use(idOf(urls.issue(target)), { blocks: [{ type: "nonsense" }] })).toMatchObject({
      status: 400,
      body: { error: "invalid_blocks" },
    });
    expect(workspace.ephemerals).toEqual([]);
  });
});

describe("rate limits", () => {
  test("allow one post a second in each channel, after a short burst", () => {
    const limits = createRateLimits(now, true);
    const take = (channel: string) => () => limits.take("chat.postMessage", "posting", channel);
    expect(takes(6, take("C0MOVES"))).toEqual([0, 0, 0, 0, 0, 1]);
    expect(take("C0INC42")()).toBe(0);
    pass(1000);
    expect(takes(2, take("C0MOVES"))).toEqual([0, 1]);
  });

  test("allow fifty updates a minute in all channels together", () => {
    const limits = createRateLimits(now, true);
    const channels = ["C0MOVES", "C0INC42"];
    const granted = takes(60, () => limits.take("chat.update", "tier3", channels[Math.random() < 0.5 ? 0 : 1] ?? "")).filter(
      (wait) => wait === 0,
    );
    expect(granted).toHaveLength(50);
    expect(limits.take("chat.update", "tier3", "C0MOVES")).toBe(60);
    pass(30_000);
    expect(limits.take("chat.update", "tier3", "C0MOVES")).toBe(30);
    pass(30_000);
    expect(takes(50, () => limits.take("chat.update", "tier3", "C0MOVES")).every((wait) => wait === 0)).toBe(true);
  });

  test("can be turned off and on again", () => {
    const limits = createRateLimits(now, true);
    limits.enable(false);
    expect(takes(30, () => limits.take("usergroups.list", "tier2", "")).filter((wait) => wait > 0)).toEqual([]);
    limits.enable(true);
    expect(takes(21, () => limits.take("usergroups.list", "tier2", "")).filter((wait) => wait > 0)).toEqual([60]);
  });

  describe("over the wire", () => {
    let slack: PracticeSlack;
    afterEach(() => slack.close());

    test("a call above the budget is HTTP 429 with Retry-After, and nothing is posted", async () => {
      slack = await startPracticeSlack({ now });
      for (let count = 0; count < 5; count += 1) await call(slack, "chat.postMessage", { channel: "C0MOVES", text: "x" });
      const refused = await call(slack, "chat.postMessage", { channel: "C0MOVES", text: "too soon" });
      expect([refused.status, refused.retryAfter, refused.body["error"]]).toEqual([429, 1, "ratelimited"]);
      expect(slack.messages("C0MOVES").map((message) => message.text)).not.toContain("too soon");
    });

    test("timestamps follow the given clock", async () => {
      slack = await startPracticeSlack({ now });
      const { body } = await call(slack, "chat.postMessage", { channel: "C0MOVES", text: "x" });
      expect(body["ts"]).toBe("1772402400.000000");
    });
  });
});
