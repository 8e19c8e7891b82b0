import { isDeepStrictEqual } from "node:util";
import { Queue } from "bullmq";
import { pino } from "pino";
import { type RoleProcess, startRole } from "../../../deploy/demo/role.ts";
import { ACTIONS } from "../../../src/slack/actions.ts";
import { JOBS } from "../../../jobs/table.ts";
import type { JobName } from "../../../src/queue/definition.ts";
import { openJobs } from "../../../src/queue/open-jobs.ts";
import { DEFAULT_QUEUE_PREFIX } from "../../../src/queue/queues.ts";
import type { Connection } from "../../../src/store/redis/connection.ts";
import { openRedis } from "../../../src/store/redis/connect.ts";
import type { PrivateRedis } from "../../../practice/redis.ts";
import { readObject, readObjects, readString } from "../../../practice/slack/blocks/json.ts";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import { until } from "../../operations/harness.ts";
import { ANA, copied, inThread, MOVES, thread, words } from "../people.ts";
import { MAIN } from "../../compiled.ts";
import { QUICK_WORKER } from "../processes.ts";
import { openSurroundings, settingsFor, type Surroundings } from "../harness.ts";

/** How long to wait for one thing: real processes are slow on a busy machine. */
export const PATIENCE_MS = 60_000;
/** For a test or a setup that waits for several things. */
export const WHOLE_TEST_MS = 180_000;

/** An installation whose processes the test starts, freezes and kills one by one. */
export interface Installation extends Surroundings {
  /** Direct access to Redis, as an attacker has it, or for a test that ages a record. */
  readonly store: Connection;
  /** Starts another process, and resolves when it says that it runs. A worker takes over quickly from a dead one. */
  start(
    role: "app" | "worker",
    how?: { readonly env?: Readonly<Record<string, string>>; readonly program?: readonly string[] },
  ): Promise<RoleProcess>;
  /** Queues a job now that would come by itself later. */
  have(job: JobName, id: string, payload: object): Promise<void>;
  /** Like `have`, but resolves when a run that began afterwards is done or has failed. */
  haveDone(job: JobName, id: string, payload: object): Promise<void>;
}

/** What an installation has that others have not. */
interface Unlike {
  readonly env?: Readonly<Record<string, string>>;
  /** Operators and approvers too. */
  readonly people?: readonly string[];
  /** Starts another Redis than a single one. */
  readonly openStore?: () => Promise<PrivateRedis>;
}

/** Opens Redis, Slack and vtctld, but no process of Tandem. */
export async function openInstallation({ env = {}, people = [], openStore }: Unlike = {}): Promise<Installation> {
  const around = await openSurroundings({}, people, openStore === undefined ? {} : { openStore });
  const settings = { ...settingsFor(around, env), LOG_LEVEL: "info" };
  const store = openRedis(around.redis.url, "records", () => undefined);
  const asking = openJobs(store, JOBS, { logger: pino({ level: "silent" }) });
  const running = new Set<RoleProcess>();
  const have: Installation["have"] = (job, id, payload) => asking.soon(job, id, { v: 1, ...payload });
  return {
    ...around,
    store,
    async start(role, { env: own = {}, program = role === "worker" ? QUICK_WORKER : MAIN } = {}) {
      const started = await startRole(role, { ...settings, ...own }, { startWithinMs: PATIENCE_MS, program });
      running.add(started);
      void started.ended.then(() => running.delete(started));
      return started;
    },
    have,
    async haveDone(job, id, payload) {
      const asked = Date.now();
      const asks = { v: 1, ...payload };
      await have(job, id, payload);
      const queue = new Queue(JOBS[job].queue, { connection: store, prefix: DEFAULT_QUEUE_PREFIX });
      await until(async () => {
        const ended = [...(await queue.getCompleted(0, 50)), ...(await queue.getFailed(0, 50))];
        return ended.some(({ name, data, processedOn = 0 }) => name === job && isDeepStrictEqual(data, asks) && processedOn >= asked);
      }, PATIENCE_MS);
      await queue.close();
    },
    async close() {
      // A frozen process does not react to SIGTERM.
      for (const { pid } of running) process.kill(pid, "SIGCONT");
      await Promise.all([...running].map((role) => role.stop()));
      await asking.close();
      store.disconnect();
      await around.close();
    },
  };
}

/** Ana creates moves of one table each, all at once; resolves when all are copied. */
export async function newMoves(here: Installation, names: readonly string[]): Promise<readonly string[]> {
  for (const name of names) here.vitess.sql.createTable({ keyspace: "commerce", table: name }, { rows: 1_000, bytes: 100_000 });
  await Promise.all(names.map((name) => types(here, ANA, `create customer.${name} --source-keyspace commerce --tables ${name}`)));
  return Promise.all(
    names.map(async (name) => {
      await inThread(here, `customer.${name}`, /created the workflow/, PATIENCE_MS);
      await copied(here, name);
      // Later answers to Ana are not about the create any more.
      await here.slack.waitFor(
        () => here.slack.ephemerals(ANA, MOVES).find((one) => one.text.startsWith(`Creating customer.${name} `)),
        PATIENCE_MS,
      );
      return `customer.${name}`;
    }),
  );
}

/** Ana requests the same operation for each move, all at once; returns the requests in the same order. */
export async function requestedOfAll(here: Installation, moves: readonly string[], verb: string): Promise<readonly SlackMessage[]> {
  await Promise.all(moves.map((move) => types(here, ANA, `${verb} ${move}`)));
  return Promise.all(moves.map((move) => here.slack.waitFor(() => requestIn(here, move), PATIENCE_MS)));
}

function requestIn(here: Installation, move: string): SlackMessage | undefined {
  return thread(here, move).findLast(({ blocks }) => JSON.stringify(blocks ?? []).includes(ACTIONS.approve));
}

/** Types a command without waiting for the answer. */
export async function types({ slack }: Installation, user: string, text: string): Promise<void> {
  const ack = await slack.runCommand({ user, channel: MOVES, command: "/movetables", text });
  if (!ack.ok) throw new Error(`${text} was not acknowledged: ${ack.error}`);
}

/** Makes Tandem read the keyspace of the moves, and resolves when the threads say what it saw. */
export async function watched(here: Installation, moves: readonly string[]): Promise<void> {
  await here.haveDone("watch-keyspace", "prod/customer", { cluster: "prod", keyspace: "customer" });
  await Promise.all(moves.map((move) => here.haveDone("publish-thread", `prod/${move}`, { moveId: `prod/${move}` })));
}

/** Kills a process, like a power cut. */
export async function killed(role: RoleProcess): Promise<void> {
  process.kill(role.pid, "SIGKILL");
  await role.ended;
}

/** Presses the button with this label on a message as its reader sees it. Returns whether the press was acknowledged. */
export async function press({ slack }: Pick<Surroundings, "slack">, user: string, message: SlackMessage, label: string): Promise<boolean> {
  const actionId = actionOf(message, label);
  if (actionId === undefined) throw new Error(`There is no button "${label}" under:\n${words(message)}`);
  const { channel, ts } = message;
  return (await slack.click({ user, channel, ts, asSeen: message, actionId })).ok;
}

function actionOf({ blocks = [] }: SlackMessage, label: string): string | undefined {
  const button = blocks
    .flatMap((block) => readObjects(block, "elements"))
    .find((one) => readString(readObject(one, "text"), "text") === label);
  return button === undefined ? undefined : readString(button, "action_id");
}
