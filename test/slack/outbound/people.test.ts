import { expect, test } from "vitest";
import { readGroupMembers } from "../../../src/slack/outbound/members.ts";
import { publishHome } from "../../../src/slack/outbound/publish-home.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import { createInsiderCheck } from "../../../src/slack/web-api/house.ts";
import { toPersonId } from "../../../src/core/people/people.ts";
import { DEFAULT_PEOPLE } from "../../../practice/slack/workspace/cast.ts";
import { opened } from "../app/harness.ts";
import { COLLEAGUE, EVERYBODY, HOUSE, OUTSIDERS } from "../app/outsiders.ts";
import { MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { openPublishing, withMove } from "./harness.ts";

const redis = bench();

test("a group's people are read from Slack", async () => {
  const { deps } = await openPublishing(redis.fresh().records);
  expect(await readGroupMembers(deps.clients.progress, "S0DBA")).toEqual(["U0ANA", "U0BEN", "U0CHO"]);
});

test("a group that Slack does not have has no people, and one that it may not show is a fault", async () => {
  const { slack, deps } = await openPublishing(redis.fresh().records);
  expect(await readGroupMembers(deps.clients.progress, "S0NONE")).toBeUndefined();
  slack.faults.add({ method: "usergroups.users.list", kind: "ok-false", error: "missing_scope" });
  await expect(readGroupMembers(deps.clients.progress, "S0DBA")).rejects.toMatchObject({ kind: "denied" });
});

test("Slack is asked at every reading whether somebody is still a member, and its silence is a fault", async () => {
  const { slack, deps } = await openPublishing(redis.fresh().records, { people: EVERYBODY, enterprise: HOUSE });
  const check = createInsiderCheck(deps.clients.progress);
  for (const { id } of OUTSIDERS) expect(await check(toPersonId(id))).toBe(false);
  for (const { id } of [...DEFAULT_PEOPLE, COLLEAGUE]) expect(await check(toPersonId(id))).toBe(true);
  expect(await check(toPersonId("U0NOBODY"))).toBe(false);
  expect(await createInsiderCheck(deps.clients.progress, ["U0GUEST"])(toPersonId("U0GUEST"))).toBe(true);
  slack.faults.add({ method: "users.info", kind: "5xx", times: 1 });
  await expect(check(toPersonId("U0ANA"))).rejects.toMatchObject({ name: "Fault" });
});

test("cards name people without notifying them", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await openPublishing(records);
  await withMove(records);
  await publishThread(deps, MOVE_ID);
  const shown = JSON.stringify(slack.messages("C0MOVES"));
  expect(shown).toContain("started by Ana");
  expect(shown).not.toContain("<@U0ANA>");
});

test("a name that Slack does not give is left to Slack to render", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await openPublishing(records);
  slack.faults.add({ method: "users.info", kind: "5xx", times: 10 });
  await withMove(records);
  await publishThread(deps, MOVE_ID);
  expect(JSON.stringify(slack.messages("C0MOVES"))).toContain("started by <@U0ANA>");
});

test("the Home tab shows an approver what waits for them, with a link, and the requester that it is open", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await openPublishing(records);
  await records.saveMembers("S0DBA", (await readGroupMembers(deps.clients.progress, "S0DBA")) ?? []);
  await withMove(records);
  await opened(records);
  await publishThread(deps, MOVE_ID);
  for (const person of ["U0ANA", "U0BEN", "U0DEV"]) await publishHome(deps, person);
  const shown = (person: string): string => JSON.stringify(slack.home(person)?.blocks);
  expect(shown("U0BEN")).toContain("Waiting for you (1)");
  expect(shown("U0BEN")).toContain("/archives/C0MOVES/");
  expect(shown("U0ANA")).toContain("Waiting for you (0)");
  expect(shown("U0ANA")).toContain("You requested (1)");
  expect(shown("U0DEV")).toContain("Waiting for you (0)");
  expect(shown("U0DEV")).toContain("Running (1)");
  expect(shown("U0DEV")).not.toContain("Ended today");
});
