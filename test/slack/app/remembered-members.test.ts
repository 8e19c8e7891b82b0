import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { personId } from "../../../src/core/people.ts";
import { withRememberedMembers } from "../../../src/slack/app/remembered-members.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A store that counts how often it is asked. */
function asked(answer: () => readonly string[] | undefined) {
  let times = 0;
  const records = withRememberedMembers({
    members: (_groupId: string) => {
      times += 1;
      return Promise.resolve(answer()?.map(personId));
    },
  });
  return { records, times: () => times };
}

it("asks once for a burst of votes, and again after five seconds, so that who has left is seen", async () => {
  let people = ["U0BEN", "U0CHO"];
  const { records, times } = asked(() => people);
  for (let vote = 0; vote < 10; vote += 1) expect(await records.members("S0DBA")).toEqual(["U0BEN", "U0CHO"]);
  expect(times()).toBe(1);
  people = ["U0BEN"];
  vi.advanceTimersByTime(5_001);
  expect(await records.members("S0DBA")).toEqual(["U0BEN"]);
});

it("does not remember that a group was never read", async () => {
  let people: string[] | undefined;
  const { records } = asked(() => people);
  expect(await records.members("S0DBA")).toBeUndefined();
  people = ["U0BEN"];
  expect(await records.members("S0DBA")).toEqual(["U0BEN"]);
});
