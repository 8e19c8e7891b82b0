import { afterAll, beforeAll, expect, it } from "vitest";
import type { RoleProcess } from "../../deploy/demo/role.ts";
import { ACTIONS } from "../../src/slack/actions.ts";
import { verifyAudit } from "../../src/store/audit/verify.ts";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import { answerTo, MOVES, saying, words } from "../acceptance/people.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import {
  type Installation,
  killed,
  newMoves,
  openInstallation,
  PATIENCE_MS,
  requestedOfAll,
  WHOLE_TEST_MS,
} from "../acceptance/one-truth/installation.ts";

const THIRTY = Array.from({ length: 30 }, (_, index) => `U0AP${index}`);
const FIFTEEN = THIRTY.slice(0, 15);
const OTHERS = THIRTY.slice(15);
/** More approvals than people who vote on one request, so that every vote finds it open. */
const NEEDED = 20;
/** In each round one app process is killed once this many of its thirty votes are acknowledged. */
const KILLED_AFTER = [6, 12, 18];
/** Each vote is a line in one channel, where Slack takes one a second and Tandem posts no faster. */
const LINES_WITHIN_MS = PATIENCE_MS + KILLED_AFTER.length * THIRTY.length * 1_000;

interface Poll {
  readonly move: string;
  readonly request: SlackMessage;
  readonly voters: readonly string[];
}

let here: Installation;
let apps: RoleProcess[];
/** In each round fifteen people vote on one request and fifteen on another. */
let rounds: readonly (readonly Poll[])[];

beforeAll(async () => {
  here = await openInstallation({ people: THIRTY, env: { TANDEM_APPROVALS: String(NEEDED) } });
  await here.start("worker");
  apps = await Promise.all(KILLED_AFTER.map(() => here.start("app")));
  await peopleAreKnown(here);
  const moves = await newMoves(here, ["a1", "b1", "a2", "b2", "a3", "b3"]);
  const requests = await requestedOfAll(here, moves, "switch");
  const polls = requests.map((request, place) => ({ move: moves[place] ?? "", request, voters: place % 2 === 0 ? FIFTEEN : OTHERS }));
  rounds = KILLED_AFTER.map((_, round) => polls.slice(2 * round, 2 * round + 2));
}, WHOLE_TEST_MS);

afterAll(() => here.close());

it(
  "every counted vote has one thread line and one audit event, no matter when app processes are killed",
  async () => {
    for (const [round, polls] of rounds.entries()) await storm(polls, KILLED_AFTER[round] ?? 0, apps[round]);
    const polls = rounds.flat();

    // Everybody presses again: votes that were written are already counted, and the others are counted now.
    await here.start("app");
    for (const poll of polls) {
      const answers = await Promise.all(poll.voters.map((voter) => answerAtLast(poll, voter)));
      expect(answers.filter((answer) => !/^(?:Counted: |Your vote is already counted)/.test(answer))).toEqual([]);
      const times = poll.voters.map((voter) => answersTo(voter).filter((answer) => answer.startsWith(`Counted: ${poll.move}:`)).length);
      expect(Math.max(...times)).toBeLessThanOrEqual(1);
    }

    const votes = polls.flatMap(({ move, voters }) => voters.map((voter) => `${voter} on ${move}`));
    await expect.poll(() => amiss(polls.flatMap(linesOf), votes), { timeout: LINES_WITHIN_MS }).toEqual({ missing: [], tooMany: [] });
    expect(amiss(await votesInAudit(), votes)).toEqual({ missing: [], tooMany: [] });
    expect(await verifyAudit(here.store)).toMatchObject({ kind: "intact" });
  },
  WHOLE_TEST_MS + LINES_WITHIN_MS,
);

/** Thirty people vote at once, and an app process dies in the middle. This does not wait for answers that never come. */
async function storm(polls: readonly Poll[], killedAfter: number, app: RoleProcess | undefined): Promise<void> {
  let acknowledged = 0;
  for (const poll of polls) {
    for (const voter of poll.voters) void vote(poll, voter).then((isHeard) => (acknowledged += isHeard ? 1 : 0));
  }
  await expect.poll(() => acknowledged, { timeout: PATIENCE_MS, interval: 1 }).toBeGreaterThanOrEqual(killedAfter);
  const sockets = here.slack.sockets.count();
  if (app !== undefined) await killed(app);
  // Slack sends later votes to the processes that are alive.
  await here.slack.waitFor(() => here.slack.sockets.count() < sockets, PATIENCE_MS);
}

/** True when the press was acknowledged. */
async function vote({ request }: Poll, user: string): Promise<boolean> {
  const { ts } = request;
  return (await here.slack.click({ user, channel: MOVES, ts, asSeen: request, actionId: ACTIONS.approve })).ok;
}

/** A busy app may ask people to press again. */
async function answerAtLast(poll: Poll, voter: string): Promise<string> {
  const answer = await answerTo(here, voter, MOVES, () => vote(poll, voter));
  return answer.includes("press again") ? answerAtLast(poll, voter) : answer;
}

function answersTo(voter: string): readonly string[] {
  return here.slack.ephemerals(voter, MOVES).map(words);
}

/** Who approved, according to the thread. */
function linesOf({ move }: Poll): readonly string[] {
  return saying(here, move, /approved: \d+ of 20\./).map((line) => `${/(\S+) approved: /.exec(line)?.[1] ?? line} on ${move}`);
}

/** Who voted, according to the audit. */
async function votesInAudit(): Promise<readonly string[]> {
  const links = await here.store.xrange("{tandem}:audit", "-", "+");
  const events = links.map(([, fields]) => JSON.parse(fields[fields.indexOf("event") + 1] ?? "{}") as AuditedVote);
  return events.filter(({ kind }) => kind === "vote").map(({ moveId, by }) => `${by} on ${moveId.replace("prod/", "")}`);
}

interface AuditedVote {
  readonly kind: string;
  readonly moveId: string;
  readonly by: string;
}

/** The votes that are missing, and those that occur twice or were never cast. */
function amiss(
  found: readonly string[],
  votes: readonly string[],
): { readonly missing: readonly string[]; readonly tooMany: readonly string[] } {
  return {
    missing: votes.filter((one) => !found.includes(one)),
    tooMany: found.filter((one, place) => found.indexOf(one) < place || !votes.includes(one)),
  };
}
