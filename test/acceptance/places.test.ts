import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isKeyspace, isWorkflowName } from "../../src/core/vitess/names.ts";
import { CREATE_DEFAULTS } from "../../src/core/options/options.ts";
import { openVitess } from "../../src/vtctld/open.ts";
import { ANA, answerTo, approve, ask, BEN, cardOf, copied, DEV, INCIDENT, inThread, MOVES, newMove, requested, words } from "./people.ts";
import { expectNoSecrets } from "./secrets.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
let alpha: string;

beforeAll(async () => {
  stage = await openStage();
  alpha = await newMove(stage, "alpha");
});

afterAll(async () => {
  expectNoSecrets(stage);
  await stage.close();
});

describe("a move, looked at from elsewhere", () => {
  it("gets a card of its own in the channel that follows it, and keeps it there until that channel has enough", async () => {
    expect(await ask(stage, DEV, `follow ${alpha}`, INCIDENT)).toBe(
      "This channel follows customer.alpha now. Its card comes into this channel. If it does not, invite Tandem with `/invite @Tandem`.",
    );
    const card = await stage.slack.waitFor(() => cardOf(stage, alpha, INCIDENT), 10_000);
    expect(words(card)).toContain("customer.alpha · ");
    expect(words(card)).toMatch(/\[.*Unfollow.*\]/);
    expect(cardOf(stage, alpha)?.channel).toBe(MOVES);
    expect(await ask(stage, DEV, `follow ${alpha}`, INCIDENT)).toBe("This channel already follows `customer.alpha`.");
    expect(await ask(stage, DEV, `unfollow ${alpha}`, INCIDENT)).toBe(
      "This channel does not follow customer.alpha any more. Its card stays as it was.",
    );
  });

  it("answers `@Tandem status` in its thread, where slash commands do not work", async () => {
    const card = await stage.slack.waitFor(() => cardOf(stage, alpha));
    const mention = () => stage.slack.mention({ user: DEV, channel: MOVES, text: "status", threadTs: card.ts });
    expect(await answerTo(stage, DEV, MOVES, mention)).toContain("customer.alpha · ");
    expect(stage.slack.ephemerals(DEV, MOVES).at(-1)?.thread_ts).toBe(card.ts);
  });

  it("does not guess a move in a thread that is none's", async () => {
    const other = stage.slack.say({ user: DEV, channel: INCIDENT, text: "Something is slow" });
    const mention = () => stage.slack.mention({ user: DEV, channel: INCIDENT, text: "status", threadTs: other.ts });
    expect(await answerTo(stage, DEV, INCIDENT, mention)).toBe(
      "This thread is not the thread of a move that Tandem follows. Name the move, for example `status customer.commerce2customer`.",
    );
  });

  it("waits on the Home tab of who may approve it, and not on that of who asked", async () => {
    const request = await requested(stage, alpha, "switch");
    await stage.slack.openHome(BEN);
    const home = await stage.slack.waitFor(() => stage.slack.home(BEN), 10_000);
    const shown = words({ text: "", blocks: home.blocks });
    expect(shown).toMatch(/Waiting for you \(1\)\n.*customer\.alpha/);
    expect(shown).toMatch(/Running \(\d\)\n.*customer\.alpha/);
    await stage.slack.openHome(ANA);
    const own = await stage.slack.waitFor(() => stage.slack.home(ANA), 10_000);
    expect(words({ text: "", blocks: own.blocks })).toMatch(/Waiting for you \(0\)[\s\S]*You asked \(1\)\n.*customer\.alpha/);
    await approve(stage, BEN, request);
  });
});

describe("the form for a new move", () => {
  it("keeps a mistake beside its field, and creates what was filled in", async () => {
    stage.vitess.sql.createTable({ keyspace: "commerce", table: "formed" }, { rows: 100, bytes: 10_000 });
    await stage.slack.runCommand({ user: ANA, channel: MOVES, command: "/movetables", text: "create" });
    await stage.slack.waitFor(() => stage.slack.views(ANA)[0]);
    const values = { "create-source": "commerce", "create-target": "commerce", "create-workflow": "formed", "create-tables": "formed" };
    expect(await stage.slack.submitView({ user: ANA, values })).toEqual({
      kind: "errors",
      errors: { "create-target": "commerce is both source and target; MoveTables needs two different keyspaces." },
    });
    expect(await stage.slack.submitView({ user: ANA, values: { ...values, "create-target": "customer" } })).toMatchObject({
      kind: "closed",
    });
    await inThread(stage, "customer.formed", /Ana created the workflow: `formed` from commerce/);
  });
});

describe("a workflow that was begun elsewhere", () => {
  const HOSTILE = "a<!channel>*b*`c`_d_";

  it("is shown without being followed, and followed on request; its tables' names neither call anybody nor break a line", async () => {
    stage.vitess.sql.createTable({ keyspace: "commerce", table: HOSTILE }, { rows: 100, bytes: 10_000 });
    await createElsewhere("elsewhere", HOSTILE);
    await copied(stage, "elsewhere");
    expect(await ask(stage, DEV, "status customer.elsewhere")).toContain("customer.elsewhere");
    expect(cardOf(stage, "customer.elsewhere")).toBeUndefined();

    await ask(stage, ANA, "follow customer.elsewhere");
    expect(await inThread(stage, "customer.elsewhere", /asked to follow/)).toMatch(
      /Ana asked to follow this workflow\. It was created elsewhere\.$/,
    );
    const request = await requested(stage, "customer.elsewhere", "switch");
    expect(words(request)).toContain("`a<!channel>*b*'c'_d_`");
    expect(JSON.stringify(request.blocks)).not.toContain("<!channel>");
    expect(request.text).not.toContain("<!channel>");
  });

  it("is refused by name when it is no MoveTables name at all", async () => {
    const ack = await stage.slack.runCommand({ user: ANA, channel: MOVES, command: "/movetables", text: "status <!channel>`.*x*" });
    expect(ack.ok).toBe(true);
    const shown = stage.slack.ephemerals(ANA, MOVES).at(-1);
    expect(JSON.stringify(shown)).not.toContain("<!channel>");
    expect(shown === undefined ? "" : words(shown)).toContain("Example: `/movetables status customer.commerce2customer`");
  });
});

async function createElsewhere(workflow: string, table: string): Promise<void> {
  const [target, source] = ["customer", "commerce"];
  if (!isKeyspace(target) || !isKeyspace(source) || !isWorkflowName(workflow)) throw new Error(workflow);
  const { vitess, close } = openVitess({ addresses: [stage.vitess.address] });
  try {
    await vitess.createMove({ targetKeyspace: target, workflow }, { ...CREATE_DEFAULTS, sourceKeyspace: source, tables: [table] });
  } finally {
    close();
  }
}
