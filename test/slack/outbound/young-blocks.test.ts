import { pino } from "pino";
import { describe, expect, test } from "vitest";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import { buildContainer, buildDataTable, buildPlan, buildSection } from "../../../src/slack/blocks/build.ts";
import type { Block } from "../../../src/slack/blocks/block.ts";
import { answerPrivately } from "../../../src/slack/web-api/private-answer.ts";
import { rememberRefusedBlocks } from "../../../src/slack/web-api/refused-blocks.ts";
import { post as postMessage, update } from "../../../src/slack/web-api/send.ts";
import type { OnceDeps } from "../../../src/slack/outbound/post-once.ts";
import { chooseDecisionLane, type PublisherDeps } from "../../../src/slack/outbound/publisher.ts";
import { toMetadata } from "../../../src/slack/outbound/marks.ts";
import { ANA, BODIES, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { words } from "../words.ts";
import { openPublishing, withMove } from "./harness.ts";

const redis = bench();
const HOUR_MS = 3_600_000;
const UNSUPPORTED = { kind: "plan", isType: true, content: "" } as const;

/** What went to Slack in threads: the kinds of blocks, and what it answered. */
function sent(slack: PracticeSlack): readonly (readonly [kinds: string, answer: string])[] {
  return slack
    .calls("chat.postMessage")
    .filter(({ args }) => args["thread_ts"] !== undefined)
    .map(({ args, answer }) => [kindsOf(args["blocks"]), answer]);
}

function kindsOf(blocks: unknown): string {
  const all: unknown = typeof blocks === "string" ? JSON.parse(blocks) : blocks;
  return Array.isArray(all) ? [...new Set(all.map((one: { readonly type: string }) => one.type))].join(" ") : "";
}

async function withReports(
  count: number,
): Promise<{ readonly slack: PracticeSlack; readonly deps: PublisherDeps; readonly post: () => Promise<void> }> {
  const { records } = redis.fresh();
  const { slack, deps } = await openPublishing(records);
  await withMove(records);
  const report = BODIES.find(({ kind }) => kind === "vdiff-report");
  if (report === undefined) throw new Error("the literals have a VDiff report");
  for (let n = 0; n < count; n += 1) await records.addEntry(MOVE_ID, report);
  return { slack, deps, post: () => publishThread(deps, MOVE_ID) };
}

const NATIVE = "section data_table context";
const PLAIN = "section context";

describe("a workspace that does not know a young block", () => {
  test("gets the plain twin in the same send, and from then on at once", async () => {
    const { slack, post } = await withReports(2);
    slack.setRefusedBlocks(["data_table"]);
    await post();
    expect(sent(slack)).toEqual([
      [NATIVE, "invalid_blocks"],
      [PLAIN, "ok"],
      [PLAIN, "ok"],
    ]);
    const [, , line] = slack.calls("chat.postMessage");
    expect(JSON.stringify(line?.args["blocks"])).toMatch(/• customer: shard -80 · rows compared [\d,]+ · different/);
  });

  test("also where it does not say which block it means", async () => {
    const { slack, post } = await withReports(1);
    slack.faults.add({
      method: "chat.postMessage",
      kind: "ok-false",
      error: "invalid_blocks",
      when: ({ blocks }) => kindsOf(blocks).includes("data_table"),
    });
    await post();
    expect(sent(slack)).toEqual([
      [NATIVE, "invalid_blocks"],
      [PLAIN, "ok"],
    ]);
  });

  test("that refuses one kind after the other gets the twins of both in the same send, and both are remembered", async () => {
    const { slack, deps } = await openPublishing(redis.fresh().records);
    const message = { text: "Details", blocks: [...EVERY.slice(0, 2), buildSection("lag 0 s")] };
    slack.setRefusedBlocks(["plan"]);
    slack.faults.add({
      method: "chat.postMessage",
      kind: "ok-false",
      error: "invalid_blocks",
      times: 2,
      when: ({ blocks }) => kindsOf(blocks).includes("data_table") && !kindsOf(blocks).includes("plan"),
    });
    await postMessage(chooseDecisionLane(deps), { channel: "C0MOVES" }, message, toMetadata({ kind: "notice", notice: "n-1" }));
    expect(slack.calls("chat.postMessage").map(({ answer }) => answer)).toEqual(["invalid_blocks", "invalid_blocks", "ok"]);
    // Slack called the plan's type unsupported; of the table nobody knows yet whether it was this one.
    expect(await deps.refused.list()).toEqual(new Set(["plan"]));
    await postTable(deps, "another");
    expect(await deps.refused.list()).toEqual(new Set(["plan", "data_table"]));
  });

  test("gets the text alone, and nothing is remembered, if the plain twin is refused as well", async () => {
    const { slack, deps, post } = await withReports(1);
    slack.setRefusedBlocks(["data_table", "section"]);
    await post();
    expect(sent(slack).map(([, answer]) => answer)).toEqual(["invalid_blocks", "invalid_blocks", "ok"]);
    expect(await deps.refused.list()).toEqual(new Set());
  });
});

/** Posts a message with a table that has this row. */
async function postTable(deps: PublisherDeps, row: string): Promise<void> {
  const { block } = buildDataTable("Rows", ["table", "rows"], [[row, 1n]]) ?? {};
  const message = { text: "Rows", blocks: block === undefined ? [] : [block] };
  await postMessage(chooseDecisionLane(deps), { channel: "C0MOVES" }, message, toMetadata({ kind: "notice", notice: row }));
}

/** A workspace that refuses tables with a row whose name begins like this, and does not say why. */
async function refusingTables(begins: string): Promise<{ readonly deps: PublisherDeps; readonly kinds: () => readonly string[] }> {
  const { slack, deps } = await openPublishing(redis.fresh().records);
  const when = ({ blocks }: Readonly<Record<string, unknown>>): boolean =>
    kindsOf(blocks) === "data_table" && JSON.stringify(blocks).includes(begins);
  slack.faults.add({ method: "chat.postMessage", kind: "ok-false", error: "invalid_blocks", times: 99, when });
  return { deps, kinds: () => slack.messages("C0MOVES").map(({ blocks }) => kindsOf(blocks)) };
}

describe("a refusal that does not say that the type is unsupported", () => {
  test("is about the content of one message, however often it is sent: the next one has its native block", async () => {
    const { deps, kinds } = await refusingTables("bad");
    for (const row of ["bad", "bad", "good"]) await postTable(deps, row);
    expect(kinds()).toEqual(["section", "section", "data_table"]);
  });

  test("is about the kind once it met two different messages within an hour, and none was taken", async () => {
    const { deps, kinds } = await refusingTables("bad");
    for (const row of ["bad 1", "bad 2", "good"]) await postTable(deps, row);
    expect(kinds()).toEqual(["section", "section", "section"]);
  });

  test("takes the kind from nobody if any process had one taken in the last day", async () => {
    const { deps, kinds } = await refusingTables("bad");
    await postTable(deps, "good");
    const other = { ...deps, refused: rememberRefusedBlocks(deps.records, deps.log) };
    for (const row of ["bad 1", "bad 2", "good again"]) await postTable(other, row);
    expect(kinds()).toEqual(["data_table", "section", "section", "data_table"]);
  });

  test("two that are more than an hour apart are about the content", async () => {
    let now = 0;
    const refused = rememberRefusedBlocks(redis.fresh().records, pino({ enabled: false }), () => now);
    await refused.noteRefused([{ kind: "plan", isType: false, content: "one" }]);
    now = HOUR_MS + 1;
    await refused.noteRefused([{ kind: "plan", isType: false, content: "two" }]);
    expect(await refused.list()).toEqual(new Set());
    now += HOUR_MS - 1;
    await refused.noteRefused([{ kind: "plan", isType: false, content: "three" }]);
    expect(await refused.list()).toEqual(new Set(["plan"]));
  });
});

function away(): Promise<never> {
  return Promise.reject(new Error("Redis does not answer"));
}

describe("what one process learns of refused blocks", () => {
  const log = pino({ enabled: false });

  test("all others know within a minute, for one read a minute, and one that starts knows it at once", async () => {
    const { records } = redis.fresh();
    let [now, reads] = [0, 0];
    const counted = {
      ...records,
      askBudget: (...asked: Parameters<typeof records.askBudget>) => ((reads += 1), records.askBudget(...asked)),
    };
    const other = rememberRefusedBlocks(counted, log, () => now);
    expect(await other.list()).toEqual(new Set());
    await rememberRefusedBlocks(records, log).noteRefused([UNSUPPORTED]);
    now = 59_000;
    expect([(await other.list()).size, reads]).toEqual([0, 4]);
    now = 60_000;
    expect(await other.list()).toEqual(new Set(["plan"]));
    expect(await rememberRefusedBlocks(records, log).list()).toEqual(new Set(["plan"]));
  });

  test("it tells for a day", async () => {
    const { records, prefix } = redis.fresh();
    await rememberRefusedBlocks(records, log).noteRefused([UNSUPPORTED]);
    const left = await redis.redis().pttl(`${prefix}:budget:young-blocks`);
    expect([left > 23 * HOUR_MS, left <= 24 * HOUR_MS]).toEqual([true, true]);
  });

  test("it keeps while the store does not answer", async () => {
    let now = 0;
    const refused = rememberRefusedBlocks({ askBudget: away, rest: away }, log, () => now);
    await refused.noteRefused([UNSUPPORTED]);
    now = 3 * HOUR_MS;
    expect(await refused.list()).toEqual(new Set(["plan"]));
  });
});

const TABLE = buildDataTable("Rows", ["table", "rows"], [["_corder_old", 2_300_000n]])?.block;
const EVERY: readonly Block[] = [
  ...(TABLE === undefined ? [] : [TABLE]),
  buildPlan("What happens", [
    { title: "Reads go to customer", status: "complete" },
    { title: "Writes stop on <commerce>", status: "in_progress" },
    { title: "Reverse replication starts", status: "pending" },
  ]),
  ...buildContainer("Details", [buildSection("lag 0 s")]),
  {
    type: "data_visualization",
    title: "Rows copied",
    chart: {
      type: "line",
      series: [
        {
          name: "copied",
          data: [
            { label: "14:00", value: 3 },
            { label: "14:10", value: 64 },
          ],
        },
      ],
      axis_config: { categories: ["14:00", "14:10"], x_label: "time", y_label: "percent" },
    },
  },
];

async function openSender(): Promise<{ readonly slack: PracticeSlack; readonly sender: OnceDeps }> {
  const { slack, deps } = await openPublishing(redis.fresh().records);
  slack.setRefusedBlocks(["data_table", "plan", "container", "data_visualization"]);
  return { slack, sender: chooseDecisionLane(deps) };
}

describe("every young block has a twin that says the same", () => {
  test("in a private answer", async () => {
    const { slack, sender } = await openSender();
    await answerPrivately(sender, { by: ANA, channel: toChannelId("C0MOVES") }, { text: "Details", blocks: EVERY });
    const [answer] = slack.ephemerals(ANA);
    expect(words({ blocks: (answer?.blocks ?? []) as never })).toBe(
      [
        "*Rows*",
        "• `_corder_old`: rows 2,300,000",
        "*What happens*",
        "1. Reads go to customer · done",
        "2. Writes stop on &lt;commerce&gt; · under way",
        "3. Reverse replication starts",
        "*Details*",
        "lag 0 s",
        "*Rows copied*",
        "copied: 3 at 14:00, 64 at 14:10 (percent)",
      ].join("\n"),
    );
  });

  test("in a post and in its edit", async () => {
    const { slack, sender } = await openSender();
    const message = { text: "Details", blocks: EVERY };
    const ts = await postMessage(sender, { channel: "C0MOVES" }, message, toMetadata({ kind: "notice", notice: "n-1" }));
    await update(sender, { channel: "C0MOVES", ts }, { ...message, text: "Details again" });
    expect(slack.messages("C0MOVES").map(({ text, blocks }) => [text, kindsOf(blocks)])).toEqual([["Details again", "section"]]);
  });
});
