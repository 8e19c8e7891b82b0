import { WebClient } from "@slack/web-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isKeyspace, isWorkflowName } from "../../src/core/vitess/names.ts";
import { CREATE_DEFAULTS } from "../../src/core/options/options.ts";
import { openVitess } from "../../src/vtctld/open.ts";
import {
  ANA,
  answerTo,
  approve,
  ask,
  BEN,
  cardOf,
  copied,
  DEV,
  INCIDENT,
  inThread,
  MOVES,
  newMove,
  requested,
  type,
  words,
} from "./people.ts";
import { expectNoSecrets } from "./secrets.ts";
import { openHarness, type Harness } from "./harness.ts";
import { tableNamed, tablesNamed } from "../names.ts";

let harness: Harness;
let alpha: string;

beforeAll(async () => {
  harness = await openHarness();
  alpha = await newMove(harness, "alpha");
});

afterAll(async () => {
  expectNoSecrets(harness);
  await harness.close();
});

describe("a move, seen from other places than its channel", () => {
  it("gets a card of its own in the channel that follows it, and keeps it there until that channel unfollows", async () => {
    expect(await ask(harness, DEV, `follow ${alpha}`, INCIDENT)).toBe(
      "This channel follows customer.alpha now. Its card appears in this channel. If nothing appears, invite Tandem with `/invite @Tandem`.",
    );
    const card = await harness.slack.waitFor(() => cardOf(harness, alpha, INCIDENT), 10_000);
    expect(words(card)).toContain(" · customer.alpha");
    expect(words(card)).toMatch(/\[.*Unfollow.*\]/);
    expect(cardOf(harness, alpha)?.channel).toBe(MOVES);
    expect(await ask(harness, DEV, `follow ${alpha}`, INCIDENT)).toBe("This channel already follows `customer.alpha`.");
    expect(await ask(harness, DEV, `unfollow ${alpha}`, INCIDENT)).toBe(
      "This channel does not follow customer.alpha any more. Its card stays as it was.",
    );
  });

  it("answers `@Tandem status` in its thread, where slash commands do not work", async () => {
    const card = await harness.slack.waitFor(() => cardOf(harness, alpha));
    const mention = () => harness.slack.mention({ user: DEV, channel: MOVES, text: "status", threadTs: card.ts });
    expect(await answerTo(harness, DEV, MOVES, mention)).toContain(" · customer.alpha");
    expect(harness.slack.ephemerals(DEV, MOVES).at(-1)?.thread_ts).toBe(card.ts);
  });

  it("does not guess a move in an unrelated thread", async () => {
    const other = harness.slack.say({ user: DEV, channel: INCIDENT, text: "Something is slow" });
    const mention = () => harness.slack.mention({ user: DEV, channel: INCIDENT, text: "status", threadTs: other.ts });
    expect(await answerTo(harness, DEV, INCIDENT, mention)).toBe(
      "This thread is not the thread of a move that Tandem follows. Name the move, for example `status customer.commerce2customer`.",
    );
  });

  it("is listed as waiting on the Home tab of those who may approve its request, and not on the requester's", async () => {
    const request = await requested(harness, alpha, "switch");
    await harness.slack.openHome(BEN);
    const home = await harness.slack.waitFor(() => harness.slack.home(BEN), 10_000);
    const shown = words({ text: "", blocks: home.blocks });
    expect(shown).toMatch(/Waiting for you \(1\)\n.*customer\.alpha/);
    expect(shown).toMatch(/Running \(\d\)\n.*customer\.alpha/);
    await harness.slack.openHome(ANA);
    const own = await harness.slack.waitFor(() => harness.slack.home(ANA), 10_000);
    expect(words({ text: "", blocks: own.blocks })).toMatch(/Waiting for you \(0\)[\s\S]*You requested \(1\)\n.*customer\.alpha/);
    await approve(harness, BEN, request);
  });
});

describe("the form for a new move", () => {
  it("shows a mistake at its field, and creates what was filled in", async () => {
    harness.vitess.sql.createTable({ keyspace: "commerce", table: tableNamed("formed") }, { rows: 100, bytes: 10_000 });
    await harness.slack.runCommand({ user: ANA, channel: MOVES, command: "/movetables", text: "create" });
    await harness.slack.waitFor(() => harness.slack.views(ANA)[0]);
    const values = { "create-source": "commerce", "create-target": "commerce", "create-workflow": "formed", "create-tables": "formed" };
    expect(await harness.slack.submitView({ user: ANA, values })).toEqual({
      kind: "errors",
      errors: { "create-target": "commerce is both source and target; MoveTables needs two different keyspaces." },
    });
    expect(await harness.slack.submitView({ user: ANA, values: { ...values, "create-target": "customer" } })).toMatchObject({
      kind: "closed",
    });
    await inThread(harness, "customer.formed", /Ana created the workflow: `formed` from commerce/);
  });
});

describe("a workflow that was started elsewhere", () => {
  const HOSTILE = "a<!channel>*b*`c`_d_";

  it("is shown without being followed, and followed on request; its tables' names neither notify anybody nor break a line", async () => {
    harness.vitess.sql.createTable({ keyspace: "commerce", table: HOSTILE }, { rows: 100, bytes: 10_000 });
    await createElsewhere("elsewhere", HOSTILE);
    await copied(harness, "elsewhere");
    expect(await ask(harness, DEV, "status customer.elsewhere")).toContain("customer.elsewhere");
    expect(cardOf(harness, "customer.elsewhere")).toBeUndefined();

    await ask(harness, ANA, "follow customer.elsewhere");
    expect(await inThread(harness, "customer.elsewhere", /has Tandem follow/)).toMatch(
      /Ana has Tandem follow this workflow\. It was created elsewhere\.$/,
    );
    const request = await requested(harness, "customer.elsewhere", "switch");
    expect(words(request)).toContain("`a<!channel>*b*'c'_d_`");
    expect(JSON.stringify(request.blocks)).not.toContain("<!channel>");
    expect(request.text).not.toContain("<!channel>");
  });

  it("is refused by name if it is not a valid MoveTables name", async () => {
    const ack = await harness.slack.runCommand({ user: ANA, channel: MOVES, command: "/movetables", text: "status <!channel>`.*x*" });
    expect(ack.ok).toBe(true);
    const shown = harness.slack.ephemerals(ANA, MOVES).at(-1);
    expect(JSON.stringify(shown)).not.toContain("<!channel>");
    expect(shown === undefined ? "" : words(shown)).toContain("Example: `/movetables status customer.commerce2customer`");
  });
});

async function createElsewhere(workflow: string, table: string): Promise<void> {
  const [target, source] = ["customer", "commerce"];
  if (!isKeyspace(target) || !isKeyspace(source) || !isWorkflowName(workflow)) throw new Error(workflow);
  const { vitess, close } = openVitess({ addresses: [harness.vitess.address] });
  try {
    await vitess.createMove(
      { targetKeyspace: target, workflow },
      { ...CREATE_DEFAULTS, sourceKeyspace: source, tables: tablesNamed(table) },
    );
  } finally {
    close();
  }
}

describe("a channel that follows many moves", () => {
  it("follows a keyspace: gets the cards of what runs and of what begins later, lists what it follows, and ends it", async () => {
    expect(await ask(harness, DEV, "follow prod/customer* --pace 5m", INCIDENT)).toMatch(
      /^This channel follows `prod\/customer\*` now[\s\S]*Numbers change here at most every 5 min; a new state is shown at once\.$/,
    );
    await harness.slack.waitFor(() => cardOf(harness, alpha, INCIDENT), 15_000);
    harness.vitess.sql.createTable({ keyspace: "commerce", table: tableNamed("later") }, { rows: 100, bytes: 10_000 });
    await ask(harness, ANA, "create customer.later --source-keyspace commerce --tables later");
    const later = await harness.slack.waitFor(() => cardOf(harness, "customer.later", INCIDENT), 15_000);
    expect(words(later)).not.toMatch(/<@U|<!subteam/);
    expect(await ask(harness, DEV, "follow", INCIDENT)).toContain(
      "• `prod/customer*`, at most every 5 min; `/movetables unfollow prod/customer*` ends it",
    );
    expect(await ask(harness, DEV, `unfollow ${alpha}`, INCIDENT)).toContain("unfollow prod/customer*");
    expect(await ask(harness, DEV, "unfollow prod/customer*", INCIDENT)).toBe(
      "This channel does not follow `prod/customer*` any more. Its cards stay as they were.",
    );
    expect(await ask(harness, DEV, "unfollow customer*", INCIDENT)).toContain("This channel does not follow `prod/customer*`.");
  });

  it("is told what is wrong with a pattern, a keyspace or a cluster", async () => {
    expect(await type(harness, DEV, "follow cust<omer", INCIDENT)).toContain("a pattern such as customer* or prod/customer*");
    expect(await ask(harness, DEV, "follow custmer", INCIDENT)).toContain("There is no keyspace `custmer`. Did you mean `customer`");
    expect(await ask(harness, DEV, "follow prd/customer*", INCIDENT)).toContain("There is no cluster `prd`");
    expect(await type(harness, DEV, "follow customer --pace weekly", INCIDENT)).toContain("`live`, or a duration of at most a day");
  });

  it("has one pinned message about all moves, which changes with them, comes back when deleted, and ends", async () => {
    const fleet = () => harness.slack.messages(INCIDENT).findLast(({ metadata }) => metadata?.["event_type"] === "tandem_fleet");
    expect(await ask(harness, DEV, "fleet", INCIDENT)).toContain("One message about all moves of prod appears in this channel");
    const first = await harness.slack.waitFor(() => (fleet()?.pinned_to === undefined ? undefined : fleet()), 15_000);
    expect(words(first)).toContain("customer.alpha");
    harness.vitess.sql.createTable({ keyspace: "commerce", table: tableNamed("fleeting") }, { rows: 100, bytes: 10_000 });
    await new WebClient(harness.slack.botToken, { slackApiUrl: harness.slack.apiUrl }).chat.delete({ channel: INCIDENT, ts: first.ts });
    await ask(harness, ANA, "create customer.fleeting --source-keyspace commerce --tables fleeting");
    const second = await harness.slack.waitFor(() => {
      const now = fleet();
      return now?.pinned_to !== undefined && words(now).includes("customer.fleeting") ? now : undefined;
    }, 30_000);
    expect(second.ts).not.toBe(first.ts);
    expect(second.pinned_to).toEqual([INCIDENT]);
    await ask(harness, DEV, "fleet --off", INCIDENT);
    await harness.slack.waitFor(() => (fleet()?.text.includes("not kept up to date any more") === true ? true : undefined), 30_000);
    expect(await ask(harness, DEV, "fleet --off", INCIDENT)).toContain("There is no message about all moves in this channel");
  });
});
