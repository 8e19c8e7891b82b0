import { describe, expect, test } from "vitest";
import { bench } from "../../store/with-redis.ts";
import { MOVE, MOVE_ID, REQUEST } from "../../store/literals.ts";
import { openHarness, toldTo } from "./harness.ts";

const redis = bench();
const command = "/movetables";

describe.each(["socket", "http"] as const)("a slash command over %s", (transport) => {
  test("is stored before it is acknowledged, and queued after that", async () => {
    const { slack, records, jobs } = await openHarness(redis.fresh().records, transport);
    const text = "status customer.commerce2customer";
    expect(await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command, text })).toMatchObject({ ok: true });
    const [inbound] = await records.inbox.pending();
    expect(inbound).toMatchObject({ by: "U0ANA", channel: "C0MOVES", text });
    expect(inbound?.responseUrl).toContain("/response/");
    expect(toldTo(slack, "U0ANA")).toEqual([]);
    await expect.poll(() => jobs.asked).toEqual([`answer-command ${inbound?.id ?? ""}`]);
  });

  test("that Slack delivers twice is one command", async () => {
    const { slack, records, jobs } = await openHarness(redis.fresh().records, transport);
    slack.faults.add({ deliver: "slash_commands", kind: "duplicate" });
    await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command, text: "start customer.commerce2customer" });
    await expect.poll(() => jobs.asked.length).toBe(2);
    expect(await records.inbox.pending()).toHaveLength(1);
    expect(new Set(jobs.asked).size).toBe(1);
  });

  test("that only reads is refused in words after twenty at once, for its person alone; what changes something is always taken", async () => {
    const { slack, records } = await openHarness(redis.fresh().records, transport);
    const run = (user: string, text: string) => slack.runCommand({ user, channel: "C0MOVES", command, text });
    for (let looks = 0; looks < 40; looks += 1) await run("U0ANA", "status customer.commerce2customer");
    const taken = (await records.inbox.pending()).length;
    // A slow machine has time for some more.
    expect(taken).toBeGreaterThanOrEqual(20);
    expect(taken).toBeLessThan(40);
    // Those that were taken may be told meanwhile that Tandem reads.
    const refused = toldTo(slack, "U0ANA").filter((text) => !text.startsWith("Reading "));
    expect(refused).toHaveLength(40 - taken);
    expect(refused.at(-1)).toMatch(/more than 20 things at once.*was not run, and nothing was changed: ask again in 1 s/);
    await run("U0BEN", "status customer.commerce2customer");
    await run("U0ANA", "start customer.commerce2customer");
    expect(await records.inbox.pending()).toHaveLength(taken + 2);
  });

  test("that does not parse is answered at once, with a line to paste, and nothing is recorded", async () => {
    const { slack, records, jobs } = await openHarness(redis.fresh().records, transport);
    await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command, text: "swich customer.commerce2customer" });
    const [told] = slack.ephemerals("U0ANA");
    expect(told?.text).toContain("did you mean `switch`");
    expect(JSON.stringify(told?.blocks)).toContain("Example:");
    expect(await records.inbox.pending()).toEqual([]);
    expect(jobs.asked).toEqual([]);
  });

  test("for help is answered at once", async () => {
    const { slack, records } = await openHarness(redis.fresh().records, transport);
    await slack.runCommand({ user: "U0DEV", channel: "C0MOVES", command, text: "help" });
    expect(toldTo(slack, "U0DEV")).toEqual(["Tandem: the verbs of a move, with an example each"]);
    expect(await records.inbox.pending()).toEqual([]);
  });

  test("for the meaning of an error is answered at once, and an unknown text is kept without values", async () => {
    const { slack, records, jobs, unknownTexts } = await openHarness(redis.fresh().records, transport);
    await slack.runCommand({ user: "U0DEV", channel: "C0MOVES", command, text: "explain no tables to move" });
    await slack.runCommand({
      user: "U0DEV",
      channel: "C0MOVES",
      command,
      text: "explain flux during query: insert into t values ('a@b.c')",
    });
    const [known, unknown] = slack.ephemerals("U0DEV");
    expect(JSON.stringify(known?.blocks)).toContain("no tables to move");
    expect(JSON.stringify(unknown?.blocks)).not.toContain("a@b.c");
    expect(unknownTexts).toEqual(["… during query: …"]);
    expect(await records.inbox.pending()).toEqual([]);
    expect(jobs.asked).toEqual([]);
  });
});

describe("a slash command", () => {
  test("without a word says what is running and what waits for the person who typed it", async () => {
    const { slack, records } = await openHarness(redis.fresh().records);
    const start = async (user: string): Promise<string> => {
      await slack.runCommand({ user, channel: "C0MOVES", command, text: "" });
      return JSON.stringify(slack.ephemerals(user).at(-1)?.blocks);
    };
    expect(await start("U0BEN")).toContain("No move runs.");
    await records.moves.create(MOVE_ID, MOVE);
    await records.requests.create(REQUEST.id, {
      ...REQUEST,
      votes: [],
      state: { kind: "open" },
      approveBy: (await records.now()) + 60_000,
    });
    expect(await start("U0BEN")).toMatch(/Waiting for you \(1\).*SwitchTraffic of customer\.commerce2customer.*Running \(1\)/);
    expect(await start("U0ANA")).not.toContain("Waiting for you");
    expect(await start("U0ANA")).toContain("`switch` `reverse` `complete`");
  });

  test("cannot notify a channel with what was typed", async () => {
    const { slack } = await openHarness(redis.fresh().records);
    await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command, text: "start <!channel>" });
    const [told] = slack.ephemerals("U0ANA");
    expect(JSON.stringify(told)).not.toContain("<!channel>");
    expect(JSON.stringify(told)).toContain("&lt;!channel&gt;");
  });

  test("whose answer takes longer than a second is acknowledged as being read, once", async () => {
    const { slack, records, jobs } = await openHarness(redis.fresh().records);
    await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command, text: "list" });
    await slack.runCommand({ user: "U0BEN", channel: "C0MOVES", command, text: "keyspaces" });
    await expect.poll(() => jobs.asked.length).toBe(2);
    // Ben's is answered at once.
    const bens = (await records.inbox.pending()).find(({ by }) => by === "U0BEN");
    await records.inbox.done(bens?.id ?? "");
    await slack.waitFor(() => toldTo(slack, "U0ANA").length === 1);
    expect(toldTo(slack, "U0ANA")).toEqual([expect.stringMatching(/^Reading /)]);
    await slack.runCommand({ user: "U0CHO", channel: "C0MOVES", command, text: "list" });
    await slack.waitFor(() => toldTo(slack, "U0CHO").length === 1);
    expect(toldTo(slack, "U0BEN")).toEqual([]);
  });

  test("to complete, without saying what becomes of the tables, asks; renaming stands out; a press becomes the whole command", async () => {
    const { slack, records } = await openHarness(redis.fresh().records);
    await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command, text: "complete customer.commerce2customer" });
    expect(await records.inbox.pending()).toEqual([]);
    const [question] = slack.ephemerals("U0ANA");
    expect(JSON.stringify(question?.blocks)).toMatch(/"Rename to _name_old".*"primary".*"Keep as they are".*"Drop them".*"danger"/);
    await slack.click({ user: "U0ANA", channel: "C0MOVES", ts: question?.ts ?? "", actionId: "command:complete-rename" });
    expect((await records.inbox.pending()).map(({ text }) => text)).toEqual([
      "/movetables complete customer.commerce2customer --rename-tables",
    ]);
  });

  test("for a dry run of complete runs and asks nothing, whatever becomes of the tables", async () => {
    const { slack, records } = await openHarness(redis.fresh().records);
    await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command, text: "complete customer.commerce2customer --dry-run" });
    expect(await records.inbox.pending()).toHaveLength(1);
    expect(toldTo(slack, "U0ANA")).toEqual([]);
  });

  test("is acknowledged in time while a hundred others arrive", async () => {
    const { slack, records } = await openHarness(redis.fresh().records);
    const before = performance.now();
    const acks = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command, text: `start customer.move${n}` }),
      ),
    );
    expect(acks.filter((ack) => !ack.ok)).toEqual([]);
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(await records.inbox.pending()).toHaveLength(100);
  });

  test("survives a missing queue: the sweep finds it in the inbox", async () => {
    const { slack, records, jobs } = await openHarness(redis.fresh().records);
    jobs.fail();
    await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command, text: "stop customer.commerce2customer" });
    await expect.poll(() => jobs.asked.length).toBe(1);
    expect(await records.inbox.pending()).toHaveLength(1);
    await slack.waitFor(() => toldTo(slack, "U0ANA").includes("Reading `customer.commerce2customer` …"));
  });
});
