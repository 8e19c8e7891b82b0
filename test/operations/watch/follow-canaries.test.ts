import { describe, expect, test } from "vitest";
import type { CanariesSeen } from "../../../src/operations/canaries.ts";
import { CANARY_QUEUES, type CanaryQueue } from "../../../src/core/announce/canaries.ts";
import { followCanaries } from "../../../src/operations/watch/follow-canaries.ts";
import { Fault } from "../../../src/operations/fault.ts";
import type { ChannelId } from "../../../src/core/people/people.ts";
import { bench } from "../../store/with-redis.ts";
import { PROD } from "../harness.ts";

const { fresh } = bench();
const AT = Date.UTC(2026, 10, 21, 22, 0);
const OPERATORS = "C0OPS" as ChannelId;

/** What the store says at each look: so many seconds later, with these canaries so many seconds old. A Fault is an outage of the store. */
type Look = { readonly after: number; readonly ages: Partial<Record<CanaryQueue, number>> } | Fault;

const ALL = (age: number): Partial<Record<CanaryQueue, number>> => Object.fromEntries(CANARY_QUEUES.map((queue) => [queue, age]));
const AWAY = new Fault("unreachable", "Redis is away");

/** Follows through these looks, each with what was announced so far, and returns what was found at each. */
async function follow(records: ReturnType<typeof fresh>["records"], looks: readonly Look[]) {
  const [found, posted]: [boolean[], string[]] = [[], []];
  let place = 0;
  const look = async (): Promise<CanariesSeen> => {
    const one = looks[place++];
    if (one === undefined || one instanceof Fault) throw one ?? new Error("no further look");
    const now = AT + one.after * 1_000;
    const done = new Map(CANARY_QUEUES.flatMap((queue) => (one.ages[queue] === undefined ? [] : [[queue, now - one.ages[queue] * 1_000]])));
    const { lateSince } = await records.canaries.look();
    return { now, done, ...(lateSince === undefined ? {} : { lateSince }) };
  };
  await followCanaries({
    records: { ...records, canaries: { ...records.canaries, look } },
    jobs: { ask: async () => {}, askStored: async () => {} },
    clusters: { names: [PROD], alarmsOf: () => OPERATORS } as never,
    log: { error: () => {}, info: () => {}, debug: () => {} },
    found: (areDone) => void found.push(areDone),
    post: async (id) => void posted.push(id),
    pause: async () => place < looks.length,
  });
  const notices = await records.notices.unposted();
  return { found, posted, bodies: notices.map(({ body }) => body) };
}

describe("jobs that are not done", () => {
  test("for a minute are announced once, by every process the same, and their end as well", async () => {
    const { records } = fresh();
    const looks = [
      { after: 0, ages: ALL(2) },
      { after: 59, ages: ALL(61) },
      { after: 65, ages: ALL(67) },
      { after: 70, ages: ALL(72) },
    ];
    const [first, second] = [await follow(records, looks), await follow(records, looks.slice(2))];
    expect(first.found).toEqual([true, true, false, false]);
    expect(new Set(first.posted)).toEqual(new Set(second.posted));
    expect(second.bodies).toEqual([{ kind: "jobs-late", since: AT - 2_000, queues: [...CANARY_QUEUES] }]);
    const again = await follow(records, [{ after: 80, ages: ALL(1) }]);
    await follow(records, [{ after: 85, ages: ALL(1) }]);
    expect(again.bodies).toContainEqual({ kind: "jobs-done-again", since: AT - 2_000, at: AT + 80_000 });
    expect((await records.notices.unposted()).length).toBe(2);
  });

  test("are not announced as done again by a process that starts meanwhile", async () => {
    const { records } = fresh();
    await records.canaries.noteLate(AT - 300_000);
    const { found, bodies } = await follow(records, [{ after: 0, ages: ALL(300) }]);
    expect([found, bodies]).toMatchObject([[false], [{ kind: "jobs-late" }]]);
  });

  test("of one queue only are named, and so are those of a queue of which nothing was ever done", async () => {
    const { records } = fresh();
    const { verbs: _never, ...others } = ALL(1);
    const { bodies } = await follow(records, [
      { after: 0, ages: { ...others, watch: 5 } },
      { after: 70, ages: { ...others, watch: 75 } },
    ]);
    expect(bodies).toMatchObject([{ kind: "jobs-late", queues: ["verbs", "watch"] }]);
  });

  test("are nothing that a process knows which has just begun to look, or could not look meanwhile", async () => {
    const { records } = fresh();
    const { found, bodies } = await follow(records, [
      { after: 0, ages: ALL(600) },
      { after: 50, ages: ALL(650) },
      AWAY,
      { after: 90, ages: ALL(690) },
    ]);
    expect([found, bodies]).toEqual([[true, true, true], []]);
  });
});

test("a canary's mark has the store's time", async () => {
  const { records } = fresh();
  await records.canaries.mark("watch");
  const { now, done } = await records.canaries.look();
  expect([...done.keys()]).toEqual(["watch"]);
  expect(now - (done.get("watch") ?? 0)).toBeLessThan(30_000);
});

test("the first process decides since when, and the end is noted once for all", async () => {
  const { records } = fresh();
  expect([await records.canaries.noteLate(AT), await records.canaries.noteLate(AT + 5)]).toEqual([AT, AT]);
  await records.canaries.noteDoneAgain();
  expect((await records.canaries.look()).lateSince).toBeUndefined();
});
