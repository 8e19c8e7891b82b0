import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_SCOPES } from "../../practice/slack/workspace/cast.ts";
import { type PracticeSlack, startPracticeSlack } from "../../practice/slack/practice-slack.ts";
import { type ChannelId, toChannelId } from "../../src/core/people/people.ts";
import type { EntryBody } from "../../src/core/announce/entries.ts";
import type { Records } from "../../src/operations/records.ts";
import { compiled } from "../compiled.ts";
import type { Death } from "../mortal-port.ts";
import { type MortalEnd, runMortal } from "../mortal-process.ts";
import { opened, openRequest } from "../slack/app/harness.ts";
import { ANA, BEN, MOVE, MOVE_ID } from "../store/literals.ts";
import { bench } from "../store/with-redis.ts";
import type { PublisherTask } from "./mortal-publisher.ts";
import { publishAll } from "./publish-all.ts";

const PUBLISHER = compiled(new URL("mortal-publisher.ts", import.meta.url));
const AT_ONCE = 4;
const MOST_CALLS = 150;
const CHANNELS = Array.from({ length: 2 * MOST_CALLS + 1 }, (_, at) => ({ id: `C0K${at}`, name: `killed-${at}` }));
const LINES: readonly EntryBody[] = [
  { kind: "started", by: ANA },
  { kind: "stopped", by: BEN },
];
/** Two lines and a request. */
const POSTS = LINES.length + 1;

const redis = bench();

/** One thread in a store and a channel of its own. */
interface Scene {
  readonly records: Records;
  readonly prefix: string;
  readonly channel: ChannelId;
}

describe.each([
  { who: "that may read its channels", where: "Redis or Slack", port: /./, scopes: DEFAULT_SCOPES, mostExtras: 0 },
  {
    who: "that may not",
    where: "Slack",
    port: /^(?:decisions|progress)\./,
    scopes: DEFAULT_SCOPES.filter((scope) => !scope.endsWith(":history")),
    mostExtras: 1,
  },
])("a publisher $who, killed at any of its calls to $where,", ({ port, scopes, mostExtras }) => {
  let slack: PracticeSlack;
  beforeAll(async () => {
    slack = await startPracticeSlack({ rateLimits: false, channels: CHANNELS, scopes });
  });
  afterAll(() => slack.close());

  test(`loses no message and leaves at most ${mostExtras} too many, and the card shows the newest`, { timeout: 900_000 }, async () => {
    const whole = await stage(0);
    const { reached } = await publishIn(slack, whole, undefined);
    expect(reached.length).toBeLessThanOrEqual(MOST_CALLS);
    expect(countMessages(slack, whole)).toEqual({ missing: 0, extras: 0, isCurrent: true });

    const deaths = [...reached.entries()]
      .filter(([, call]) => port.test(call))
      .flatMap(([at]): readonly Death[] => [
        { at: at + 1, when: "before" },
        { at: at + 1, when: "during" },
      ]);
    const found: { readonly death: Death; readonly call: string; readonly missing: number; readonly extras: number; isCurrent: boolean }[] =
      [];
    const waiting = [...deaths.entries()];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, death] = next;
        const scene = await stage(index + 1);
        expect((await publishIn(slack, scene, death)).killed).toBe(true);
        await finish(slack, scene);
        found.push({ death, call: reached[death.at - 1] ?? "", ...countMessages(slack, scene) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));

    const extras = found.reduce((sum, one) => sum + one.extras, 0);
    console.log(
      `${found.length} deaths of a publisher: ${found.filter(({ missing }) => missing > 0).length} lost a message, ${extras} extra messages`,
    );
    expect(found.filter((one) => one.missing > 0 || one.extras > mostExtras || !one.isCurrent)).toEqual([]);
    expect(found).toHaveLength(deaths.length);
  });
});

async function stage(index: number): Promise<Scene> {
  const { records, prefix } = redis.fresh();
  const channel = toChannelId(CHANNELS[index]?.id ?? "");
  await records.moves.create(MOVE_ID, { ...MOVE, channel });
  for (const line of LINES) await records.addEntry(MOVE_ID, line);
  await opened(records, openRequest({ channel }));
  return { records, prefix, channel };
}

/** Publishes in a process of its own, up to the planned death. */
function publishIn({ botToken, apiUrl }: PracticeSlack, { prefix }: Scene, death: Death | undefined): Promise<MortalEnd> {
  const task: PublisherTask = {
    redisUrl: redis.server().url,
    prefix,
    slack: { botToken, apiUrl },
    ...(death === undefined ? {} : { death }),
  };
  return runMortal(PUBLISHER, task);
}

/** What another process does afterwards: the dead one's leases expire, and the jobs run again. */
async function finish({ botToken, apiUrl }: PracticeSlack, { records, prefix }: Scene): Promise<void> {
  const leases = await redis.redis().keys(`${prefix}:lease:*`);
  if (leases.length > 0) await redis.redis().del(...leases);
  await publishAll(records, { botToken, apiUrl });
}

function countMessages(
  slack: PracticeSlack,
  { channel }: Scene,
): { readonly missing: number; readonly extras: number; readonly isCurrent: boolean } {
  const cards = slack.messages(channel).filter(({ metadata }) => metadata?.["event_type"] === "tandem_card");
  const marks = cards.flatMap((card) => slack.thread(channel, card.ts)).map(({ metadata }) => JSON.stringify(metadata));
  const expected = 1 + POSTS;
  const unique = new Set(marks).size;
  return {
    missing: expected - unique,
    extras: marks.length - unique,
    isCurrent: JSON.stringify(cards.at(-1)?.blocks).includes("Read <!date"),
  };
}
