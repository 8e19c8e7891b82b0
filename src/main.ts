import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { destination, type Logger } from "pino";
import { JOBS } from "../jobs/table.ts";
import { readConfig, readRedisAlone, type Config } from "./config.ts";
import { ConfigError } from "./config/problems.ts";
import { type LiveConfig, openLiveConfig } from "./config/live.ts";
import { createClusterLookup, listPeople, createPolicyLookup } from "./config/lookups.ts";
import { followAccess, followTransport } from "./config/slack.ts";
import { digest } from "./digest.ts";
import { readRole, type Role } from "./config/role.ts";
import { type Connections, openConnections } from "./connections.ts";
import { Fault } from "./operations/fault.ts";
import { finishOldRecords } from "./operations/finish-old-records.ts";
import { awaitPeople } from "./operations/people/people-known.ts";
import { logUnknownTexts } from "./vtctld/unknown-texts.ts";
import { followCanaries, LOOK_AT_CANARIES_EVERY_MS } from "./operations/watch/follow-canaries.ts";
import { openWorkers } from "./queue/open-workers.ts";
import { openLog } from "./logging.ts";
import { type Closers, heedSignals, isWritten, openClosers, type UnderWay } from "./stopping.ts";

// Longer than the longest call: if Tandem ends during a switch, source writes can stay denied for good.
const DRAIN_MS = 60 * 60_000;

// A worker reads the groups when it starts. If the workspace does not allow that, the worker logs it and goes on.
const PEOPLE_WITHIN_MS = 20_000;

// With much memory V8 lets garbage grow to several times what is in use: 280 MB for 45 MB in a worker with 200 moves.
const COLLECT_SOONER = "--optimize-for-size";

/** What each part of the process gets. */
interface Process {
  readonly config: Config;
  readonly live: LiveConfig;
  readonly connections: Connections;
  readonly log: Logger;
  readonly closers: Closers;
  /** Each part adds a list of what it is in the middle of. */
  readonly underWay: (() => readonly UnderWay[])[];
  readonly stopping: AbortSignal;
}

setFlagsFromString(COLLECT_SOONER);
try {
  const args = process.argv.slice(2);
  if (args[0] === "audit") process.exitCode = await audit(args.slice(1));
  else await runRole(readRole(args), readConfig());
} catch (error) {
  if (!(error instanceof ConfigError) && !(error instanceof Fault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

async function audit(args: readonly string[]): Promise<number> {
  const { runAudit } = await import("./audit.ts");
  return runAudit(args, {
    redis: readRedisAlone,
    print: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
    warn: (text) => void process.stderr.write(text),
  });
}

/** Runs until a signal, closes everything, and exits: connections that an unreachable Redis keeps open must not hold the process. */
async function runRole(role: Role, config: Config): Promise<void> {
  const out = destination(1);
  const log = openLog(config.logLevel, out);
  for (const warning of config.warnings) log.warn(warning);
  if (config.slack.proxy !== undefined) {
    const { useProxy } = await import("./slack/web-api/proxy.ts");
    useProxy(config.slack.proxy);
  }
  const live = openLiveConfig(config, { ...config, read: readConfig });
  const connections = await openConnections(config, live, log);
  const closers = openClosers(log);
  closers.add("Redis", () => connections.close());
  const underWay: Process["underWay"] = [];
  const allUnderWay = (): readonly UnderWay[] => underWay.flatMap((list) => list());
  const end = (): never => process.exit(closers.failed().length > 0 ? 1 : 0);
  // Handle signals from here on: a worker may be in the middle of a switch before the app has reached Slack.
  const stopping = heedSignals(log, allUnderWay, () => {
    // A job may have begun while the last line was written.
    void isWritten(out).then(() => allUnderWay().length > 0 || end());
  });
  const asked = new Promise<void>((resolve) => stopping.addEventListener("abort", () => resolve()));
  try {
    await Promise.race([startParts(role, { config, live, connections, log, closers, underWay, stopping }), asked]);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
  await asked;
  await closers.closeAll();
  log.info({ failed: closers.failed() }, "Stopped");
  await isWritten(out);
  end();
}

async function startParts(role: Role, parts: Process): Promise<void> {
  if (role !== "app") await startWorker(parts);
  if (role !== "worker") await startApp(parts);
  if (parts.stopping.aborted) return;
  const clusters = parts.config.clusters.map(({ name, addresses }) => ({ name, vtctld: addresses }));
  parts.log.info({ role, clusters }, "Tandem runs");
}

async function startWorker({ config, live: { installed }, connections, log, closers, underWay, stopping }: Process): Promise<void> {
  // An app needs no gRPC, and a worker needs no Bolt: each loads only its own.
  const left = await finishOldRecords({ records: connections.records, jobs: connections.jobs, policy: createPolicyLookup(installed) });
  for (const err of left) log.error({ err }, "A record of before cannot be finished and is left alone");
  const { openWork } = await import("./work.ts");
  const work = openWork(config, connections, log, { stopping, installed });
  closers.add("vtctld", () => work.close());
  const workers = await openWorkers(connections.forWorkers(), JOBS, work.deps, { logger: log, stopping });
  underWay.push(() => workers.underWay());
  closers.add("workers", async () => {
    if (!(await workers.drain(DRAIN_MS))) throw new Error("Jobs still ran after the drain time; they were cut off");
  });
}

async function startApp(parts: Process): Promise<void> {
  const {
    config,
    live: { installed },
    connections,
    log,
    closers,
    underWay,
    stopping,
  } = parts;
  const { records, jobs } = connections;
  const isReady = followJobs(parts);
  const { transport, guests } = config.slack;
  const warn = (warning: string): void => log.warn(warning);
  const { openSlackApp } = await import("./slack/app/open.ts");
  const app = await openSlackApp({
    records,
    jobs,
    policy: createPolicyLookup(installed),
    clusters: createClusterLookup(installed),
    noteUnknown: logUnknownTexts(log),
    log,
    transport: followTransport(transport, warn),
    ...followAccess(config.slack, warn),
    isReady,
    ...(guests === undefined ? {} : { guests }),
    readChannels: () => installed().readChannels,
  });
  const unknown = await awaitPeople(records, listPeople(installed()), { forMs: PEOPLE_WITHIN_MS, everyMs: 250, pause: (ms) => sleep(ms) });
  if (unknown.length > 0) log.warn({ groups: unknown }, "Who is in these user groups is not known yet: votes are held until Slack says so");
  if (stopping.aborted) return;
  underWay.push(() => app.underWay());
  closers.add("Slack", () => app.stop());
  await app.start();
}

/** Follows whether workers do the jobs, and has the operators told by this process if none does. Returns whether they are done. */
function followJobs(parts: Process): () => boolean {
  const { live, connections, log, closers } = parts;
  let isReady = true;
  let posting: ReturnType<typeof openNoticePost> | undefined;
  const closing = new AbortController();
  const following = followCanaries({
    records: connections.records,
    jobs: connections.jobs,
    clusters: createClusterLookup(live.installed),
    log,
    found: (areDone) => (isReady = areDone),
    async post(noticeId) {
      posting ??= openNoticePost(parts);
      const post = await posting;
      await post(noticeId);
    },
    pause: () => sleep(LOOK_AT_CANARIES_EVERY_MS, true, { signal: closing.signal }).catch(() => false),
  });
  closers.add("canaries", () => {
    closing.abort();
    return following;
  });
  return () => isReady;
}

/** Opens what posts notices. An app posts nothing else, so it loads this only when it must. */
async function openNoticePost({ config, live: { installed }, connections: { records }, log }: Process) {
  const [{ openPublisher }, { publishNotice }] = await Promise.all([
    import("./slack/outbound/publisher.ts"),
    import("./slack/outbound/publish-notice.ts"),
  ]);
  const { alarmsOf } = createClusterLookup(installed);
  const access = followAccess(config.slack, (warning) => log.warn(warning));
  const publisher = openPublisher(access, { records, policy: createPolicyLookup(installed), digest, log, alarmsOf });
  return (noticeId: string): Promise<void> => publishNotice(publisher, noticeId);
}
