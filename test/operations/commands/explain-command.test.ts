import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import type { Answer } from "../../../src/core/command/answers.ts";
import { type PersonId, toPersonId } from "../../../src/core/people/people.ts";
import { answerCommand } from "../../../src/operations/commands/answer-command.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { ANA, MOVES, openHarness, type Harness } from "../harness.ts";
import { requestNamed } from "../../names.ts";

const DEV = toPersonId("U0DEV");

let redis: PrivateRedis;
let harness: Harness;
beforeAll(async () => {
  redis = await startRedis();
  harness = await openHarness(redis.url);
});
afterAll(async () => {
  await harness.end();
  await redis.close();
});

/** The answer to one person's line. */
async function answered(text: string, by: PersonId): Promise<Answer | undefined> {
  const answers: Answer[] = [];
  const talk = { answer: (_: unknown, answer: Answer) => Promise.resolve(void answers.push(answer)) };
  const inbound = { id: requestNamed(`in-${text}`), by, channel: MOVES, text, receivedAt: await harness.records.now() };
  await harness.records.inbox.create(inbound.id, inbound);
  await answerCommand({ ...harness.deps, talk, understand: parse }, inbound.id);
  return answers[0];
}

describe("/movetables explain", () => {
  it("answers anybody, even Dev, who only reads", async () => {
    expect(await answered("explain no tables to move", DEV)).toMatchObject({ kind: "explained", explanation: { rule: "no-tables" } });
  });

  it("shows a text that no rule knows without row values, and notes it in that form", async () => {
    const text = "flux during query: insert into people values ('ana@example.com')";
    expect(await answered(`explain ${text}`, ANA)).toMatchObject({ kind: "explained", explanation: { text: "… during query: …" } });
    expect(harness.unknownTexts).toEqual(["… during query: …"]);
  });
});

describe("a command that Vitess refused", () => {
  it("is explained, with the requester's own line and the move for its buttons", async () => {
    harness.simulator.faults.inject(
      { rpc: "GetWorkflows", times: 9 },
      { kind: "error", details: "shard commerce/0 doesn't have a primary set" },
    );
    const answer = await answered("status customer.nosuch", DEV);
    expect(answer).toMatchObject({
      kind: "fault",
      doing: "status",
      line: "status customer.nosuch",
      move: { cluster: "prod", targetKeyspace: "customer", workflow: "nosuch" },
      explanation: { rule: "no-primary" },
    });
  });
});
