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
import { openHarness, type Harness } from "./harness.ts";

let harness: Harness;

beforeAll(async () => {
  harness = await openHarness();
});

afterAll(async () => {
  expectNoSecrets(harness);
  await harness.close();
});

describe("a request", () => {
  it("is not approved by the requester, by an outsider, or twice by the same person", async () => {
    const move = await newMove(harness, "votes");
    const request = await requested(harness, move, "switch");
    expect(words(request)).toContain("Approval needed: switch traffic · customer.votes");
    expect(words(request)).toMatch(/Writes stop on commerce while the streams catch up[^]*Tables: `votes`/);
    expect(await approve(harness, ANA, request)).toBe("You requested this, so somebody else must approve it.");
    expect(await approve(harness, DEV, request)).toBe(
      "Only approvers can decide this. Who is an approver is set in Tandem's configuration.",
    );
    expect(await approve(harness, BEN, request)).toBe("Counted: customer.votes: 1 of 2. One more person is needed.");
    expect(await approve(harness, BEN, request)).toBe("Your vote is already counted; nothing changed.");
    expect(switches(harness, "votes")).toEqual([]);
    expect(await ask(harness, ANA, "switch customer.votes")).toMatch(
      /^A request for SwitchTraffic of `customer\.votes` is still open: Ana asked \d\d:\d\d UTC\. Decide it, withdraw it or call it off first\./,
    );
    await harness.slack.click({ user: ANA, channel: MOVES, ts: request.ts, actionId: ACTIONS.withdraw });
    await inThread(harness, move, /withdrew the request/);
  });

  it("ends with a rejection, whose reason everybody reads, and a click on its old button changes nothing", async () => {
    const move = await newMove(harness, "reject");
    const request = await requested(harness, move, "switch");
    await harness.slack.click({ user: BEN, channel: MOVES, ts: request.ts, actionId: ACTIONS.reject });
    const form = await harness.slack.waitFor(() => harness.slack.views(BEN)[0]);
    const [input] = form.blocks.filter((block) => block["type"] === "input");
    const values = { [String(input?.["block_id"])]: "The campaign runs until Friday <!channel>" };
    const told = await answerTo(harness, BEN, MOVES, () => harness.slack.submitView({ user: BEN, values }));
    expect(told).toBe("Counted: customer.reject: your rejection closes this request. Nothing was changed.");

    await inThread(harness, move, /Ben rejected the request: `The campaign runs until Friday <!channel>`/);
    const closed = await inThread(harness, move, /^\*?Rejected by Ben/);
    expect(closed).toMatch(/Nothing was changed\.\n\*Next:\* Answer the reason, then request it again\./);
    expect(await approve(harness, CHO, request)).toMatch(/^Already decided: @Ben rejected it at .*The campaign runs until Friday/);
    expect(switches(harness, "reject")).toEqual([]);
  });

  it("is withdrawn by the requester, and by nobody else", async () => {
    const move = await newMove(harness, "withdraw");
    const request = await requested(harness, move, "switch");
    const press = (user: string) => () =>
      harness.slack.click({ user, channel: MOVES, ts: request.ts, asSeen: request, actionId: ACTIONS.withdraw });
    expect(await answerTo(harness, BEN, MOVES, press(BEN))).toBe("Only whoever requested it can withdraw this. You can reject it instead.");
    expect(await answerTo(harness, ANA, MOVES, press(ANA))).toBe("Withdrawn. Nothing was changed.");
    await inThread(harness, move, /Ana withdrew the request for SwitchTraffic\. Nothing was changed by it\./);
    expect(await approve(harness, BEN, request)).toMatch(/^Already decided: @Ana withdrew it at/);
    expect(switches(harness, "withdraw")).toEqual([]);
  });

  it("closes if the workflow no longer matches the approved facts, and the thread says what differs", async () => {
    const move = await newMove(harness, "changed");
    const request = await requested(harness, move, "switch");
    await approve(harness, BEN, request);
    await ask(harness, ANA, "stop customer.changed");
    const ended = await inThread(harness, move, /The request for SwitchTraffic is closed, because the workflow changed/);
    expect(ended).toMatch(/Nothing was changed by it\. Look again, then request it again\.\n• .*stopped/i);
    expect(await approve(harness, CHO, request)).toMatch(
      /^Already decided: the workflow changed since it was asked: .*Look again, then request it again\.$/,
    );
    expect(switches(harness, "changed")).toEqual([]);
  });

  it("that was approved changes nothing if the workflow changes before the call", async () => {
    const move = await newMove(harness, "moved");
    const request = await requested(harness, move, "switch");
    await approve(harness, BEN, request);
    for (const stream of harness.vitess.state.streams("customer", "moved")) stream.state = "Stopped";
    await approve(harness, CHO, request);
    const ended = await inThread(
      harness,
      move,
      /Not done: SwitchTraffic · customer\.moved[\s\S]*requested by Ana|is closed, because the workflow changed/,
    );
    expect(ended).toMatch(/stopped/i);
    expect(switches(harness, "moved")).toEqual([]);
  });
});

describe("a duplicate delivery", () => {
  it("of a command makes one request, and of a click one vote", async () => {
    const move = await newMove(harness, "twice");
    harness.slack.faults.add({ deliver: "slash_commands", kind: "duplicate" });
    await ask(harness, ANA, "switch customer.twice");
    const request = await openRequest(harness, move);
    harness.slack.faults.add({ deliver: "interactive", kind: "duplicate" });
    await approve(harness, BEN, request);
    harness.slack.faults.add({ deliver: "interactive", kind: "duplicate" });
    await approve(harness, CHO, request);
    await inThread(harness, move, /Switched · customer\.twice[\s\S]*SwitchTraffic requested by Ana/);
    expect(saying(harness, move, /Ben approved: 1 of 2/)).toHaveLength(1);
    expect(saying(harness, move, /Cho approved: 2 of 2/)).toHaveLength(1);
    expect(thread(harness, move).filter(({ metadata }) => metadata?.["event_type"] === "tandem_request")).toHaveLength(1);
    expect(switches(harness, "twice").map(({ request: sent }) => sent["tablet_types"])).toHaveLength(2);
  });

  it("of a create makes one workflow", async () => {
    harness.slack.faults.add({ deliver: "slash_commands", kind: "duplicate" });
    const move = await newMove(harness, "once");
    expect(saying(harness, move, /created the workflow/)).toHaveLength(1);
    expect(
      harness.vitess.calls().filter(({ method, request }) => method === "MoveTablesCreate" && request["workflow"] === "once"),
    ).toHaveLength(1);
  });

  it("of the press of an armed rollback rolls back once", async () => {
    const move = await newMove(harness, "rollback");
    await approved(harness, move, "switch");
    await inThread(harness, move, /Switched · customer\.rollback[\s\S]*Rollback is one press until/);
    harness.slack.faults.add({ deliver: "slash_commands", kind: "duplicate" });
    expect(await ask(harness, ANA, "reverse customer.rollback")).toContain("Rolling back customer.rollback.");
    await inThread(harness, move, /Rolled back · customer\.rollback/);
    expect(
      switches(harness, "rollback").filter(({ request }) => request["direction"] === 1 || request["direction"] === "BACKWARD"),
    ).toHaveLength(1);
  });
});

describe("a request that nobody decides", () => {
  it("expires, says so, and counts no late click", async () => {
    const hurried = await openHarness({ env: { TANDEM_APPROVE_BY: "1s" } });
    try {
      const move = await newMove(hurried, "late");
      const request = await requested(hurried, move, "switch");
      await inThread(hurried, move, /The request for SwitchTraffic expired: too few people approved in time\. Nothing was changed\./);
      expect(await approve(hurried, BEN, request)).toMatch(
        /^Already decided: it expired at .*Request it again, for a fresh look at the workflow\.$/,
      );
      expect(await inThread(hurried, move, /^\*?Expired: /)).toContain("0 of 2 approvals");
      expect(switches(hurried, "late")).toEqual([]);
    } finally {
      await hurried.close();
    }
  });
});
