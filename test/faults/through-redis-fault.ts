import { setTimeout as sleep } from "node:timers/promises";
import { ACTIONS } from "../../src/slack/actions.ts";
import { verifyAudit } from "../../src/store/audit/verify.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import type { PrivateRedis } from "../../practice/redis.ts";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import { answerTo, INCIDENT, inThread, MOVES, saying, switches } from "../acceptance/people.ts";
import { MAIN } from "../compiled.ts";
import { until } from "../operations/harness.ts";
import { type Installation, newMoves, openInstallation, requestedOfAll } from "../acceptance/one-truth/installation.ts";

/** Promised are 30 s; a busy machine may take longer. */
const PATIENCE_MS = 120_000;
export const WHOLE_TEST_MS = 300_000;

const APPROVERS = ["U0AP0", "U0AP1", "U0AP2", "U0AP3"];
/** For two requests, which one approval too few keeps open. Nobody votes twice, so that each answer has one press. */
const VOTERS = [
  ["U0AP4", "U0AP5", "U0AP6"],
  ["U0AP7", "U0AP8", "U0AP9"],
];
const APART_MS = 300;

/** An app and a worker, as in an installation, over a Redis that something will happen to. */
export async function openOver(
  openStore?: () => Promise<PrivateRedis>,
  env: (redis: PrivateRedis) => Readonly<Record<string, string>> = () => ({}),
): Promise<Installation> {
  const settings = { TANDEM_APPROVALS: String(APPROVERS.length), TANDEM_ALARMS: INCIDENT };
  const here = await openInstallation({
    people: [...APPROVERS, ...VOTERS.flat()],
    env: settings,
    ...(openStore === undefined ? {} : { openStore }),
  });
  await here.start("worker", { program: MAIN, env: env(here.redis) });
  await here.start("app", { env: env(here.redis) });
  await peopleAreKnown(here);
  return here;
}

interface Outcome {
  readonly audit: string;
  /** What is told and not there, or there more than once, or there and not told. */
  readonly votes: readonly string[];
  readonly lines: readonly string[];
  readonly calls: number;
  readonly timesSwitched: number;
}

/** Nothing is lost, and nothing done twice: the two calls of the plan, for reads and for writes, each once. */
export const WHOLE: Outcome = { audit: "intact", votes: [], lines: [], calls: 2, timesSwitched: 1 };

interface Vote {
  readonly move: string;
  readonly by: string;
  /** When its voter pressed and was told that it counts. */
  readonly pressedAt: number;
}

/**
 * Lets something happen to Redis while people vote, and while SwitchTraffic is on its way. `strike` begins it; `mend`, if it does not pass by
 * itself, ends it. Everybody presses until told that the vote counts. Returns what is there of it in the end. Prints how long it took after the
 * strike until votes counted again, and until the switch was told.
 */
export async function passesThrough(
  here: Installation,
  what: string,
  { strike, mend }: { readonly strike: () => Promise<unknown>; readonly mend?: () => Promise<unknown> },
): Promise<Outcome> {
  const [switched = "", ...others] = await newMoves(here, ["a", "b", "c"]);
  const [approved, ...requests] = await requestedOfAll(here, [switched, ...others], "switch");
  if (approved === undefined) throw new Error("no request");
  here.vitess.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "delay", ms: 3_000 });
  for (const approver of APPROVERS) await counted(here, switched, approved, approver);
  await here.slack.waitFor(() => switches(here, "a").length > 0, PATIENCE_MS);

  const told: Vote[] = [];
  const polls = others.flatMap((move, place) => (VOTERS[place] ?? []).map((by) => ({ move, by, request: requests[place] ?? approved })));
  const voting = polls.map(async ({ move, by, request }, place) => {
    await sleep(place * APART_MS);
    told.push({ move, by, pressedAt: await counted(here, move, request, by) });
  });
  await until(() => Promise.resolve(told.length > 1), PATIENCE_MS);
  await strike();
  const struckAt = Date.now();
  const mending = mend?.();
  await Promise.all([...voting, mending]);
  const again = Math.min(...told.filter(({ pressedAt }) => pressedAt > struckAt).map(({ pressedAt }) => pressedAt));
  await inThread(here, switched, /^\*Switched · customer\.a/m, PATIENCE_MS);
  console.log(`${what}: ${again - struckAt} ms until a vote counted, ${Date.now() - struckAt} ms until the switch was told`);

  await until(() => Promise.resolve(linesOf(here, others).length >= told.length), PATIENCE_MS);
  const redis = openRedis(here.redis.url, "records", () => undefined);
  try {
    return {
      audit: (await verifyAudit(redis)).kind,
      votes: amiss(told.map(nameVote), await votesInAudit(redis, others)),
      lines: amiss(told.map(nameVote), linesOf(here, others)),
      calls: switches(here, "a").length,
      timesSwitched: saying(here, switched, /^\*Switched · customer\.a/m).length,
    };
  } finally {
    redis.disconnect();
  }
}

/** Presses Approve until told that the vote counts. Returns when the press was that counted. */
async function counted(here: Installation, move: string, request: SlackMessage, user: string): Promise<number> {
  const { ts, channel } = request;
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const pressedAt = Date.now();
    const press = () => here.slack.click({ user, channel, ts, asSeen: request, actionId: ACTIONS.approve });
    const answer = await answerTo(here, user, MOVES, press).catch((error: unknown) => String(error));
    if (answer.startsWith(`Counted: ${move}:`) || answer.startsWith("Your vote is already counted")) return pressedAt;
    if (Date.now() > deadline) throw new Error(`${user} on ${move}: ${answer}`);
    await sleep(APART_MS);
  }
}

function nameVote({ move, by }: Pick<Vote, "move" | "by">): string {
  return `${by} on ${move}`;
}

function amiss(told: readonly string[], there: readonly string[]): readonly string[] {
  return [
    ...told.filter((one) => !there.includes(one)),
    ...there.filter((one, place) => !told.includes(one) || there.indexOf(one) < place),
  ];
}

function linesOf(here: Installation, moves: readonly string[]): readonly string[] {
  return moves
    .flatMap((move) =>
      saying(here, move, /approved: \d of 4\./).map((line) => nameVote({ move, by: /(\S+) approved: /.exec(line)?.[1] ?? line })),
    )
    .toSorted();
}

async function votesInAudit(redis: Installation["store"], moves: readonly string[]): Promise<readonly string[]> {
  const links = await redis.xrange("{tandem}:audit", "-", "+");
  const events = links.map(([, fields]) => JSON.parse(fields[fields.indexOf("event") + 1] ?? "{}") as AuditedVote);
  const votes = events.filter(({ kind, moveId }) => kind === "vote" && moves.includes(moveId.replace("prod/", "")));
  return votes.map(({ moveId, by }) => nameVote({ move: moveId.replace("prod/", ""), by })).toSorted();
}

interface AuditedVote {
  readonly kind: string;
  readonly moveId: string;
  readonly by: string;
}
