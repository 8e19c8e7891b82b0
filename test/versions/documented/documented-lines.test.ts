import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import type { Answer } from "../../../src/core/command/answers.ts";
import { answerCommand } from "../../../src/operations/commands/answer-command.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { DOCUMENTED_LINES } from "../../command/documented-lines/lines.ts";
import { carriedOut } from "../../operations/moves.ts";
import { ANA, BEN, CHO, joinHarness, MOVES, until } from "../../operations/harness.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import type { Cluster } from "../../../practice/vtctld/cluster/cluster.ts";
import { startVtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { effectOf } from "./effects.ts";
import { CUTOVER, MOVE_TABLES, type Names, preparedFor, type Situation } from "./prepared.ts";
import { type Standing, standingOf } from "./standing.ts";
import { count } from "../../counts.ts";
import { drawEvery } from "../../seed.ts";
import { requestNamed } from "../../names.ts";

// Parser, operations, store and adapter, as a job runs them; every other test of the app covers what Slack's side adds to a pasted line.

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

const COMMANDS = DOCUMENTED_LINES.flatMap((line) => ("command" in line ? [line] : []));
/** Each page on the oldest and the newest release that it covers. */
const PAGES = [...new Set(COMMANDS.map(({ page }) => page))].flatMap((page) =>
  [...new Set([page.oldest, page.newest])].map((version) => ({ page, title: page.title, version })),
);

/** A person who pastes lines into a cluster in some situation. */
async function pasting(cluster: Cluster, work: (at: Pasting) => Promise<void>): Promise<void> {
  const simulator = await startVtctldSimulator({ cluster });
  const joined = joinHarness({ redisUrl: redis.url, prefix: `{d-${randomUUID().slice(0, 8)}}`, vtctld: simulator.address });
  // The pages name servers of their own, which count as examples.
  const { deps } = joined;
  let ids = 0;
  try {
    await work({
      simulator,
      async paste(text) {
        let told: Answer | undefined;
        ids += 1;
        const id = `line-${ids}`;
        await deps.records.inbox.create(id, { id: requestNamed(id), by: ANA, channel: MOVES, text, receivedAt: Date.now() });
        const talk = { answer: (_to: unknown, answer: Answer) => Promise.resolve(void (told = answer)) };
        await answerCommand({ ...deps, talk, understand: parse }, id);
        return { id, told };
      },
      async approve(id) {
        for (const by of [BEN, CHO]) await castVote(deps, { requestId: requestNamed(id), by, kind: "approve", reason: "" });
        await carriedOut(deps, id);
      },
    });
  } finally {
    joined.close();
    await simulator.close();
  }
}

interface Pasting {
  readonly simulator: Awaited<ReturnType<typeof startVtctldSimulator>>;
  paste(text: string): Promise<{ readonly id: string; readonly told: Answer | undefined }>;
  approve(id: string): Promise<void>;
}

/** What a page has typed before this line, and what happened since. */
async function earlier(at: Pasting, verb: string, names: Names): Promise<void> {
  if (verb === "rules-restore") {
    // Two people decide in the thread of a move.
    await at.paste(`adopt ${names.target}.${names.workflow}`);
    await at.paste("vtctlclient -server ... GetRoutingRules > /path/to/save/routingrules.json");
    at.simulator.state.applyRoutingRules({});
  }
  if (verb === "vdiff-show") {
    await at.paste(`vdiff create ${names.target}.${names.workflow}`);
    await compared(at.simulator, names);
  }
}

/** How far the newest VDiff got. */
function compared({ state }: Pasting["simulator"], { target, workflow }: Names): Promise<void> {
  return until(() => {
    state.streams(target, workflow);
    return Promise.resolve(state.shard(target, "0").vdiffs.at(-1)?.state === "completed");
  }).then(() => undefined);
}

/** The state at this moment: streams go on by themselves. */
function now({ state, cluster }: Pasting["simulator"], names: Names): Standing {
  state.streams(names.target, names.workflow);
  return standingOf(cluster, names);
}

describe.each(PAGES)("$title on Vitess $version", ({ page, version }) => {
  const names = page.title === "Move Tables" ? MOVE_TABLES : CUTOVER;
  const all = COMMANDS.filter((line) => line.page === page);
  // In the usual run each line is carried out on one of the two releases.
  const lines = page.oldest === page.newest ? all : drawEvery(2, all, version === page.oldest ? 0 : 1);
  let prepared: Readonly<Record<Situation, Cluster>>;
  const standing = (situation: Situation): Standing => standingOf(prepared[situation], names);

  beforeAll(async () => {
    prepared = await preparedFor(version, names);
  });

  test("a move is where the page has it", () => {
    const back = `${names.workflow}_reverse`;
    const denies = version >= 18 ? ["target"] : [];
    expect(standing("running")).toEqual({
      primary: "source",
      replica: "source",
      rdonly: "source",
      denies,
      workflows: [`${names.workflow} Running`],
      sourceTables: names.tables,
      targetTables: names.tables,
    });
    expect(standing("switched")).toMatchObject({
      primary: "target",
      replica: "target",
      rdonly: "target",
      denies: ["source"],
      workflows: [`${back} Running`, `${names.workflow} frozen`],
    });
    expect(standing("reversed")).toMatchObject({ primary: "source", replica: "source", rdonly: "source", denies: ["target"] });
  });

  test.each(lines)("$line does what the page describes", async ({ line, command, onTheMove: meant = command }) => {
    const effect = effectOf(meant, line);
    await pasting(structuredClone(prepared[effect.situation]), async (at) => {
      const { cluster } = at.simulator;
      await earlier(at, meant.verb, names);
      const before = standingOf(cluster, names);
      const { id, told } = await at.paste(line);
      expect(told).toMatchObject(effect.answer);
      // A line that needs two people has changed nothing yet.
      expect(effect.asked ? standingOf(cluster, names) : before).toEqual(before);
      if (effect.asked) await at.approve(id);
      if (meant.verb === "vdiff-create") await compared(at.simulator, names);
      const isPreview = meant.verb === "rules-restore" && meant.dryRun;
      await expect.poll(() => now(at.simulator, names)).toEqual(isPreview ? before : effect.after(standing));
      expect([...new Set(cluster.mirrorRules.map(({ percent }) => percent))]).toEqual(meant.verb === "mirror" ? [1] : []);
      const listed = told?.kind === "list" ? told.others.map(({ name }) => name.workflow) : [];
      const isOfSource = effect.situation === "switched";
      expect(listed).toEqual(meant.verb === "list" ? [`${names.workflow}${isOfSource ? "_reverse" : ""}`] : []);
    });
  });
});

test("the number of lines is as expected", () => {
  const runs = PAGES.map(({ page, version }) => [`Vitess ${version}`, COMMANDS.filter((line) => line.page === page).length] as const);
  count("documented lines carried out", new Map(runs));
  expect(COMMANDS).toHaveLength(98);
});
