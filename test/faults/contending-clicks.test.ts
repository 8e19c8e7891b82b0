import { afterAll, beforeAll, expect, it } from "vitest";
import { ACTIONS } from "../../src/slack/actions.ts";
import { VOTE_NOT_CONFIRMED } from "../../src/slack/web-api/sentences.ts";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import { inThread, MOVES, newMove, requested, saying, switches, thread, words } from "../acceptance/people.ts";
import { openProcesses, type Processes } from "../acceptance/processes.ts";

const TEN = Array.from({ length: 10 }, (_, index) => `U0AP${index}`);
const CLICKS_EACH = 100;
// More than two, so that votes contend for longer.
const NEEDED = 5;
// Clicks of one impatient person at a time: thirty votes contend at any moment.
const AT_ONCE = 3;
// A busy machine needs minutes for a thousand clicks.
const PATIENCE_MS = 120_000;

let harness: Processes;

beforeAll(async () => {
  harness = await openProcesses({ apps: 3, workers: 1 }, { people: TEN, env: { TANDEM_APPROVALS: String(NEEDED) } });
}, 60_000);

afterAll(() => harness.close());

it(
  "a thousand Approve clicks by ten people over three app processes are five votes, one approval, one execution",
  async () => {
    expect(harness.slack.sockets.count()).toBe(3);
    const move = await newMove(harness, "busy");
    const request = await requested(harness, move, "switch");
    expect(words(request)).toMatch(new RegExp(`Approvals\\W+0 of ${NEEDED}`));

    const acks = (await Promise.all(TEN.map((user) => clicksOf(user, request)))).flat();
    expect(acks).toHaveLength(TEN.length * CLICKS_EACH);
    expect(acks.filter((ok) => !ok)).toEqual([]);

    // Everybody who clicks gets a private answer to every click.
    await harness.slack.waitFor(() => TEN.every((user) => answersOf(user).length === CLICKS_EACH), PATIENCE_MS);
    const answers = TEN.flatMap(answersOf);
    // An app to which the store does not answer in time, as on a busy machine, says so: only the thread shows whether that press counted.
    const unsure = answers.filter((answer) => answer === VOTE_NOT_CONFIRMED).length;
    const counted = answers.filter((answer) => answer.startsWith("Counted: customer.busy:"));
    expect(counted.length).toBeLessThanOrEqual(NEEDED);
    expect(counted.length + unsure).toBeGreaterThanOrEqual(NEEDED);
    const approving = counted.filter((answer) => answer.includes("It is approved and runs at once"));
    expect(approving.length).toBeLessThanOrEqual(1);
    expect(approving.length + unsure).toBeGreaterThanOrEqual(1);
    const known = /^(?:Counted|Your vote is already counted|Already decided)/;
    expect(answers.filter((answer) => !known.test(answer) && answer !== VOTE_NOT_CONFIRMED)).toEqual([]);

    await inThread(harness, move, /Switched · customer\.busy[\s\S]*requested by Ana\./, PATIENCE_MS);
    const votes = saying(harness, move, /approved: \d of 5\./).map((line) => /\S+ approved: (\d)/.exec(line)?.[0] ?? "");
    expect(votes.map((vote) => vote.at(-1))).toEqual(["1", "2", "3", "4", "5"]);
    expect(new Set(votes.map((vote) => vote.split(" ")[0])).size).toBe(NEEDED);
    expect(saying(harness, move, /requested by Ana\./)).toHaveLength(1);
    expect(thread(harness, move).filter(({ metadata }) => metadata?.["event_type"] === "tandem_request")).toHaveLength(1);
    // Reads, then writes: the two calls of the plan, each once.
    expect(switches(harness, "busy").map(({ request: sent }) => JSON.stringify(sent["tablet_types"]).includes("PRIMARY"))).toEqual([
      false,
      true,
    ]);
  },
  3 * PATIENCE_MS,
);

/** Clicks as one person, a few times at once; returns whether each click was acknowledged. */
async function clicksOf(user: string, request: SlackMessage): Promise<boolean[]> {
  const acks: boolean[] = [];
  const finger = async (): Promise<void> => {
    while (acks.length < CLICKS_EACH) {
      const at = acks.push(false) - 1;
      const ack = await harness.slack.click({ user, channel: MOVES, ts: request.ts, asSeen: request, actionId: ACTIONS.approve });
      acks[at] = ack.ok;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, finger));
  return acks;
}

function answersOf(user: string): string[] {
  return harness.slack.ephemerals(user, MOVES).map(words);
}
