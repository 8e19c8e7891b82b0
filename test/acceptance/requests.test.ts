import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTIONS } from "../../src/slack/actions.ts";
import {
  ANA,
  answerTo,
  approve,
  approved,
  ask,
  BEN,
  CHO,
  DEV,
  inThread,
  MOVES,
  newMove,
  openRequest,
  requested,
  saying,
  switches,
  thread,
  words,
} from "./people.ts";
import { expectNoSecrets } from "./secrets.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(async () => {
  expectNoSecrets(stage);
  await stage.close();
});

describe("a request", () => {
  it("is not approved by who asked, by a stranger, or twice by the same person", async () => {
    const move = await newMove(stage, "votes");
    const request = await requested(stage, move, "switch");
    expect(words(request)).toContain("Two people needed: switch reads, then writes, of customer.votes to customer");
    expect(words(request)).toMatch(/writes to `votes` stop on commerce while the streams catch up/);
    expect(await approve(stage, ANA, request)).toBe("You asked for this, so somebody else must approve it.");
    expect(await approve(stage, DEV, request)).toBe("Only approvers can decide this. Who is an approver is set in Tandem's configuration.");
    expect(await approve(stage, BEN, request)).toBe("Counted: customer.votes: 1 of 2. One more person is needed.");
    expect(await approve(stage, BEN, request)).toBe("Your vote is already counted; nothing changed.");
    expect(switches(stage, "votes")).toEqual([]);
    expect(await ask(stage, ANA, "switch customer.votes")).toMatch(
      /^A request for SwitchTraffic of `customer\.votes` is still open: Ana asked \d\d:\d\d UTC\. Decide it, withdraw it or call it off first\./,
    );
    await stage.slack.click({ user: ANA, channel: MOVES, ts: request.ts, actionId: ACTIONS.withdraw });
    await inThread(stage, move, /withdrew the request/);
  });

  it("ends with a rejection, whose reason everybody reads, and a click on its old button changes nothing", async () => {
    const move = await newMove(stage, "reject");
    const request = await requested(stage, move, "switch");
    await stage.slack.click({ user: BEN, channel: MOVES, ts: request.ts, actionId: ACTIONS.reject });
    const form = await stage.slack.waitFor(() => stage.slack.views(BEN)[0]);
    const [input] = form.blocks.filter((block) => block["type"] === "input");
    const values = { [String(input?.["block_id"])]: "The campaign runs until Friday <!channel>" };
    const told = await answerTo(stage, BEN, MOVES, () => stage.slack.submitView({ user: BEN, values }));
    expect(told).toBe("Counted: customer.reject: your rejection closes this request. Nothing was changed.");

    await inThread(stage, move, /Ben rejected the request: `The campaign runs until Friday <!channel>`/);
    const closed = await inThread(stage, move, /^\*?Rejected by Ben/);
    expect(closed).toMatch(/nothing was changed · next: answer the reason, then ask again/);
    expect(await approve(stage, CHO, request)).toMatch(/^Already decided: @Ben rejected it at .*The campaign runs until Friday/);
    expect(switches(stage, "reject")).toEqual([]);
  });

  it("is withdrawn by who asked, and by nobody else", async () => {
    const move = await newMove(stage, "withdraw");
    const request = await requested(stage, move, "switch");
    const press = (user: string) => () =>
      stage.slack.click({ user, channel: MOVES, ts: request.ts, asSeen: request, actionId: ACTIONS.withdraw });
    expect(await answerTo(stage, BEN, MOVES, press(BEN))).toBe("Only the one who asked can withdraw this. You can reject it instead.");
    expect(await answerTo(stage, ANA, MOVES, press(ANA))).toBe("Withdrawn. Nothing was changed.");
    await inThread(stage, move, /Ana withdrew the request for SwitchTraffic\. Nothing was changed by it\./);
    expect(await approve(stage, BEN, request)).toMatch(/^Already decided: @Ana withdrew it at/);
    expect(switches(stage, "withdraw")).toEqual([]);
  });

  it("closes when the workflow is no longer as it was sealed, and says what is different", async () => {
    const move = await newMove(stage, "changed");
    const request = await requested(stage, move, "switch");
    await approve(stage, BEN, request);
    await ask(stage, ANA, "stop customer.changed");
    const ended = await inThread(stage, move, /The request for SwitchTraffic is closed, because the workflow changed/);
    expect(ended).toMatch(/Nothing was changed by it\. Look again, then ask again\.\n• .*stopped/i);
    expect(await approve(stage, CHO, request)).toMatch(
      /^Already decided: the workflow changed since it was asked: .*Look again, then ask again\.$/,
    );
    expect(switches(stage, "changed")).toEqual([]);
  });

  it("that was approved changes nothing when the workflow changes before the call", async () => {
    const move = await newMove(stage, "moved");
    const request = await requested(stage, move, "switch");
    await approve(stage, BEN, request);
    for (const stream of stage.vitess.state.streams("customer", "moved")) stream.state = "Stopped";
    await approve(stage, CHO, request);
    const ended = await inThread(
      stage,
      move,
      /Not done: SwitchTraffic of customer\.moved[\s\S]*asked by Ana|is closed, because the workflow changed/,
    );
    expect(ended).toMatch(/stopped/i);
    expect(switches(stage, "moved")).toEqual([]);
  });
});

describe("a delivery that comes twice", () => {
  it("is one request for a command, and one vote for a click", async () => {
    const move = await newMove(stage, "twice");
    stage.slack.faults.add({ deliver: "slash_commands", kind: "duplicate" });
    await ask(stage, ANA, "switch customer.twice");
    const request = await openRequest(stage, move);
    stage.slack.faults.add({ deliver: "interactive", kind: "duplicate" });
    await approve(stage, BEN, request);
    stage.slack.faults.add({ deliver: "interactive", kind: "duplicate" });
    await approve(stage, CHO, request);
    await inThread(stage, move, /Switched: customer\.twice serves from customer[\s\S]*SwitchTraffic asked by Ana/);
    expect(saying(stage, move, /Ben approved: 1 of 2/)).toHaveLength(1);
    expect(saying(stage, move, /Cho approved: 2 of 2/)).toHaveLength(1);
    expect(thread(stage, move).filter(({ metadata }) => metadata?.["event_type"] === "tandem_request")).toHaveLength(1);
    expect(switches(stage, "twice").map(({ request: sent }) => sent["tablet_types"])).toHaveLength(2);
  });

  it("is one workflow for a create", async () => {
    stage.slack.faults.add({ deliver: "slash_commands", kind: "duplicate" });
    const move = await newMove(stage, "once");
    expect(saying(stage, move, /created the workflow/)).toHaveLength(1);
    expect(
      stage.vitess.calls().filter(({ method, request }) => method === "MoveTablesCreate" && request["workflow"] === "once"),
    ).toHaveLength(1);
  });

  it("rolls back once when the one press of an armed rollback comes twice", async () => {
    const move = await newMove(stage, "rollback");
    await approved(stage, move, "switch");
    await inThread(stage, move, /Switched: customer\.rollback[\s\S]*Rollback is one press until/);
    stage.slack.faults.add({ deliver: "slash_commands", kind: "duplicate" });
    expect(await ask(stage, ANA, "reverse customer.rollback")).toContain("Rolling back customer.rollback.");
    await inThread(stage, move, /Switched back: customer\.rollback serves from commerce/);
    expect(
      switches(stage, "rollback").filter(({ request }) => request["direction"] === 1 || request["direction"] === "BACKWARD"),
    ).toHaveLength(1);
  });
});

describe("a request that nobody decides", () => {
  it("expires, says so, and counts no late click", async () => {
    const hurried = await openStage({ env: { TANDEM_APPROVE_BY: "1s" } });
    try {
      const move = await newMove(hurried, "late");
      const request = await requested(hurried, move, "switch");
      await inThread(hurried, move, /The request for SwitchTraffic expired: too few people approved in time\. Nothing was changed\./);
      expect(await approve(hurried, BEN, request)).toMatch(
        /^Already decided: it expired at .*Ask again for a fresh look at the workflow\.$/,
      );
      expect(await inThread(hurried, move, /^\*?Expired: /)).toContain("0 of 2 approvals");
      expect(switches(hurried, "late")).toEqual([]);
    } finally {
      await hurried.close();
    }
  });
});
