import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { toPersonId } from "../../../src/core/people/people.ts";
import { MEMBERS_GOOD_FOR_MS } from "../../../src/operations/people/roster.ts";
import { withRememberedMembers } from "../../../src/slack/app/remembered/members.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A store that counts how often it is read. */
function asked(answer: () => readonly string[] | undefined, age = 0) {
  let times = 0;
  const records = withRememberedMembers({
    members: (_groupId: string) => {
      times += 1;
      const people = answer()?.map(toPersonId);
      return Promise.resolve(people === undefined ? undefined : { people, readAt: 0, ageMs: age });
    },
  });
  return { records, times: () => times };
}

it("reads the members once for a burst of votes, and again after five seconds, so that it notices who left", async () => {
  let people = ["U0BEN", "U0CHO"];
  const { records, times } = asked(() => people);
  for (let vote = 0; vote < 10; vote += 1) expect(await records.members("S0DBA")).toMatchObject({ people: ["U0BEN", "U0CHO"] });
  expect(times()).toBe(1);
  people = ["U0BEN"];
  vi.advanceTimersByTime(5_001);
  expect(await records.members("S0DBA")).toMatchObject({ people: ["U0BEN"] });
});

it("does not cache that a group was never read", async () => {
  let people: string[] | undefined;
  const { records } = asked(() => people);
  expect(await records.members("S0DBA")).toBeUndefined();
  people = ["U0BEN"];
  expect(await records.members("S0DBA")).toMatchObject({ people: ["U0BEN"] });
});

it("does not cache people who were read long ago, because the next read may come any moment", async () => {
  const { records, times } = asked(() => ["U0BEN"], MEMBERS_GOOD_FOR_MS + 1);
  for (let vote = 0; vote < 3; vote += 1) await records.members("S0DBA");
  expect(times()).toBe(3);
});
