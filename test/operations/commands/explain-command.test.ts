import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import type { Answer } from "../../../src/core/command/answers.ts";
import { type PersonId, personId } from "../../../src/core/people/people.ts";
import { answerCommand } from "../../../src/operations/commands/answer-command.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { ANA, MOVES, openStage, type Stage } from "../stage.ts";

const DEV = personId("U0DEV");

let redis: PrivateRedis;
let stage: Stage;
beforeAll(async () => {
  redis = await startRedis();
  stage = await openStage(redis.url);
});
afterAll(async () => {
  await stage.end();
  await redis.close();
});

/** What one person is answered to one line. */
async function answered(text: string, by: PersonId): Promise<Answer | undefined> {
  const answers: Answer[] = [];
  const talk = { answer: (_: unknown, answer: Answer) => Promise.resolve(void answers.push(answer)) };
  const inbound = { id: `in-${text}`, by, channel: MOVES, text, receivedAt: await stage.records.now() };
  await stage.records.inbox.create(inbound.id, inbound);
  await answerCommand({ ...stage.deps, talk, understand: parse }, inbound.id);
  return answers[0];
}

describe("/movetables explain", () => {
  it("answers anybody, also Dev, who only reads", async () => {
    expect(await answered("explain no tables to move", DEV)).toMatchObject({ kind: "explained", explanation: { rule: "no-tables" } });
  });

  it("shows a text that no rule knows without row values, and notes it so", async () => {
    const text = "flux during query: insert into people values ('ana@example.com')";
    expect(await answered(`explain ${text}`, ANA)).toMatchObject({ kind: "explained", explanation: { text: "flux during query: …" } });
    expect(stage.unknownTexts).toEqual(["flux during query: …"]);
  });
});

describe("a command that Vitess refused", () => {
  it("is explained, with the asker's own line and the move for its buttons", async () => {
    stage.simulator.faults.inject(
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
