import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import { ANA, approve, ask, BEN, CHO, DEV, INCIDENT, inThread, MOVES, newMove, requested, saying, switches, words } from "../people.ts";
import { peopleAreKnown } from "../harness.ts";
import { type Installation, openInstallation, PATIENCE_MS, WHOLE_TEST_MS } from "./installation.ts";

const MEMBERS = "usergroups.users.list";
const ELEVEN_MINUTES_MS = 11 * 60_000;
/** How long an app may remember the people of a group. */
const REMEMBERED_MS = 5_000;
/** More time than processes need to start. */
const FIRST_READING_TAKES_MS = 8_000;

let here: Installation;

afterAll(() => here.close());

describe("an installation whose operators and approvers are a user group", () => {
  beforeAll(async () => {
    here = await openInstallation({ env: { TANDEM_ALARMS: INCIDENT } });
    for (const role of ["worker", "app"] as const) await here.start(role);
    await peopleAreKnown(here);
  }, WHOLE_TEST_MS);

  it(
    "an approval stops counting at the next reading after the approver left the group, and the thread says so",
    async () => {
      const move = await newMove(here, "left");
      const request = await requested(here, move, "switch");
      expect(await approve(here, BEN, request)).toContain("1 of 2");
      await expect.poll(() => wordsOf(request), { timeout: PATIENCE_MS }).toContain("*Approvals* 1 of 2");
      here.slack.setGroupUsers("S0DBA", [ANA, CHO]);
      await readGroups();

      await expect.poll(() => wordsOf(request), { timeout: PATIENCE_MS }).toContain("*Approvals* 0 of 2");
      await inThread(here, move, /The vote of Ben does not count: .*not any more/, PATIENCE_MS);
      expect(await approve(here, CHO, request)).toContain("1 of 2");
      expect(switches(here, "left")).toEqual([]);
    },
    WHOLE_TEST_MS,
  );

  it(
    "if Slack has not shown the group for more than ten minutes, votes are held until the next reading decides which count",
    async () => {
      here.slack.setGroupUsers("S0DBA", [ANA, BEN, CHO]);
      await readGroups();
      const move = await newMove(here, "unread");
      const request = await requested(here, move, "switch");
      here.slack.setGroupUsers("S0DBA", [ANA, CHO, DEV]);
      here.slack.faults.add({ method: MEMBERS, kind: "ok-false", error: "missing_scope", times: Number.POSITIVE_INFINITY });
      await readGroups();
      await growOlder(ELEVEN_MINUTES_MS);

      for (const user of [BEN, CHO]) {
        const told = await approve(here, user, request);
        expect(told).not.toContain("Counted");
        expect(told).toMatch(/\bheld\b/i);
        expect(told).toMatch(/group|member/i);
        expect(told).toMatch(/\bsince\b.*\d\d:\d\d/i);
      }
      await readGroups();
      await expect.poll(toldOperators, { timeout: PATIENCE_MS }).toHaveLength(1);
      expect(toldOperators()[0]).toMatch(/missing_scope|usergroups:read/);
      expect(saying(here, move, /approved: \d of 2/)).toEqual([]);
      expect(switches(here, "unread")).toEqual([]);

      here.slack.faults.clear();
      await readGroups();
      await inThread(here, move, /Cho approved: 1 of 2/, PATIENCE_MS);
      expect(await approve(here, DEV, request)).toContain("2 of 2");
      await inThread(here, move, /Switched · customer\.unread/, PATIENCE_MS);
      expect(saying(here, move, /Ben approved/)).toEqual([]);
      expect(toldOperators().filter((line) => /missing_scope|usergroups:read/.test(line))).toHaveLength(1);
    },
    WHOLE_TEST_MS,
  );
});

describe("a fresh installation", () => {
  let fresh: Installation;

  afterAll(() => fresh.close());

  it(
    "says that it is ready only once it knows who is in its groups, so that it refuses nobody wrongly",
    async () => {
      fresh = await openInstallation();
      fresh.slack.faults.add({ method: MEMBERS, kind: "slow", ms: FIRST_READING_TAKES_MS });
      await Promise.all([fresh.start("app"), fresh.start("worker")]);
      const answer = await ask(fresh, ANA, "create customer.first --source-keyspace commerce --tables product");
      expect(answer).toContain("Creating customer.first");
    },
    WHOLE_TEST_MS,
  );
});

/** Makes Tandem read its groups now; by itself it does so every minute. */
function readGroups(): Promise<void> {
  return here.haveDone("refresh-members", "now", {});
}

/** Makes the stored members this much older, by setting every moment in the record back by as many milliseconds. */
async function growOlder(ms: number): Promise<void> {
  const earlier = (text: string): string => text.replaceAll(/\b\d{13}\b/g, (moment) => String(Number(moment) - ms));
  for (const key of await here.store.keys("{tandem}:members*")) {
    if ((await here.store.type(key)) === "hash") {
      const fields = await here.store.hgetall(key);
      await here.store.hset(key, Object.fromEntries(Object.entries(fields).map(([field, text]) => [field, earlier(text)])));
    } else await here.store.set(key, earlier((await here.store.get(key)) ?? ""));
  }
  await sleep(REMEMBERED_MS);
}

/** What the operators' channel reads about groups. */
function toldOperators(): readonly string[] {
  return here.slack
    .messages(INCIDENT)
    .map(words)
    .filter((line) => /group/i.test(line));
}

/** The current text of a message in the channel. */
function wordsOf({ ts }: SlackMessage): string {
  const message = here.slack.messages(MOVES).find((one) => one.ts === ts);
  return message === undefined ? "" : words(message);
}
