import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import type { ClusterName, Keyspace } from "../../../src/core/vitess/names.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import type { Records } from "../../../src/operations/records.ts";
import { openSlackApp } from "../../../src/slack/app/open.ts";
import { openRedis } from "../../../src/store/redis/connect.ts";
import { openStore } from "../../../src/store/open.ts";
import { recordingJobs } from "../../slack/app/recording-jobs.ts";
import { startRedis } from "../../../practice/redis.ts";
import { type PracticeSlack, startPracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { figuresOf } from "../figures.ts";
import { FIGURES_HEAD, figuresRow, ms, table, type Target } from "../table.ts";

const PROD = "prod" as ClusterName;
const KEYSPACES = 1_000;
const TABLES = 20_000;
const KEYS = 200;
const COLD = 8;
// Longer than the app keeps names in memory.
const FORGOTTEN_MS = 4_200;
// Slack allows three seconds; the rest is for the network.
const LIMIT_MS = 300;

/** Measures suggestions while somebody types into a form, over Socket Mode, with as many names as a large installation has. */
export async function benchNames(print: (text: string) => void): Promise<readonly Target[]> {
  const redis = await startRedis();
  const connection = openRedis(redis.url, "records", () => undefined);
  const slack = await startPracticeSlack({ rateLimits: false });
  const records = openStore(connection);
  await fillCatalogue(records);
  const app = await openSlackApp({
    noteUnknown: () => {},
    transport: { kind: "socket", appToken: () => slack.appToken },
    botToken: () => slack.botToken,
    apiUrl: slack.apiUrl,
    records,
    jobs: recordingJobs(),
    clusters: { names: [PROD], defaultCluster: PROD, defaultFor: () => PROD },
    policy: () => ({ operators: [], approvers: [], rule: { people: 2, requesterCounts: false }, rules: [], limits: DEFAULT_LIMITS }),
    log: pino({ level: "silent" }),
  });
  await app.start();
  try {
    const type = await openTheForm(slack);
    const cold: number[] = [];
    for (let time = 0; time < COLD; time += 1) {
      await sleep(FORGOTTEN_MS);
      cold.push(await timed(() => type("create-tables", "tables", `${time}`)));
    }
    const keyspaces: number[] = [];
    const tables: number[] = [];
    for (let key = 0; key < KEYS; key += 1) {
      keyspaces.push(await timed(() => type("create-source", "keyspaces", `ks${key}`)));
      tables.push(await timed(() => type("create-tables", "tables", `${key}`)));
    }
    const [first, everyKeyspace, everyTable] = [figuresOf(cold), figuresOf(keyspaces), figuresOf(tables)];
    print(`\nA key pressed in a form's field, ${KEYSPACES} keyspaces, ${TABLES} tables in the one that was chosen, over Socket Mode`);
    print(
      table([
        FIGURES_HEAD,
        figuresRow("a keyspace", everyKeyspace),
        figuresRow("a table", everyTable),
        figuresRow("a table, after a pause: read from Redis and parsed", first),
      ]),
    );
    return [
      {
        what: `names for a form: worst under ${LIMIT_MS} ms, also after a pause`,
        figure: `${ms(worst(first, everyTable, everyKeyspace))} ms`,
        holds: worst(first, everyTable, everyKeyspace) < LIMIT_MS,
      },
    ];
  } finally {
    await app.stop();
    await slack.close();
    connection.disconnect();
    await redis.close();
  }
}

function worst(...figures: readonly { readonly worst: number }[]): number {
  return Math.max(...figures.map((one) => one.worst));
}

async function fillCatalogue({ catalogue }: Records): Promise<void> {
  // Fresh until the bench ends, so that nothing reads them from vtctld.
  const at = Date.now() + 60 * 60_000;
  const keyspaces = Array.from({ length: KEYSPACES }, (_, index) => `ks${index}` as Keyspace);
  await catalogue.saveCluster(PROD, { keyspaces: { at, names: keyspaces }, cells: { at, names: ["zone1"] } });
  const tables = Array.from({ length: TABLES }, (_, index) => `customer_orders_of_region_${index}`);
  await catalogue.saveKeyspace(PROD, "ks7" as Keyspace, { tables: { at, names: tables }, workflows: { at, names: [] } });
}

/** Returns a function that types into a field of Ana's form, and throws if the field suggests nothing. */
async function openTheForm(slack: PracticeSlack): Promise<(blockId: string, kind: string, value: string) => Promise<void>> {
  const user = "U0ANA";
  await slack.runCommand({ user, channel: "C0MOVES", command: "/movetables", text: "create" });
  const { id: viewId } = await slack.waitFor(() => slack.views(user)[0]);
  await slack.selectOption({ user, viewId, actionId: "names:keyspaces", blockId: "create-source", value: "ks7" });
  await slack.waitFor(() => String(slack.views(user)[0]?.["private_metadata"]).includes("ks7"));
  return async (blockId, kind, value) => {
    const offered = await slack.suggest({ user, viewId, actionId: `names:${kind}`, blockId, value });
    if (!offered.ok || offered.options.length === 0) throw new Error(`nothing was offered for ${value}`);
  };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
