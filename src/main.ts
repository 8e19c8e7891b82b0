import { setFlagsFromString } from "node:v8";
import { pino, type Logger } from "pino";
import { readConfig, type Config } from "./config.ts";
import { ConfigError } from "./config/problems.ts";
import { clustersOf, policyOf } from "./config/lookups.ts";
import { readRole, type Role } from "./config/role.ts";
import { type Connections, openConnections } from "./connections.ts";
import { Fault } from "./operations/fault.ts";
import { openWorkers } from "./queue/open-workers.ts";
import { SECRET_FIELDS } from "./slack/outbound/secrets.ts";

const VTCTLD_SECRETS = ["username", "password", "credentials"].flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

// Longer than the longest call: a client that goes away in a switch can leave source writes denied for good.
const DRAIN_MS = 60 * 60_000;

// Where there is much memory, V8 lets garbage grow to several times of what is in use: 280 MB for 45 MB in a worker with 200 moves.
const COLLECT_SOONER = "--optimize-for-size";

/** What was begun, with its end. */
type Stop = () => Promise<unknown>;

setFlagsFromString(COLLECT_SOONER);
try {
  await run(readRole(process.argv.slice(2)), readConfig());
} catch (error) {
  if (!(error instanceof ConfigError) && !(error instanceof Fault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function run(role: Role, config: Config): Promise<void> {
  const log = pino({ level: config.logLevel, redact: [...SECRET_FIELDS, ...VTCTLD_SECRETS] });
  for (const warning of config.warnings) log.warn(warning);
  const connections = await openConnections(config, log);
  const stops: Stop[] = [() => connections.close()];
  // Heard from here on: a worker may be in the middle of a switch before the app has found Slack.
  const askedToStop = stopSignal(log);
  try {
    if (role !== "app") await startWorker(config, connections, log, stops);
    if (role !== "worker") await startApp(config, connections, log, stops);
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
  log.info({ role, clusters: config.clusters.map(({ name, addresses }) => ({ name, vtctld: addresses })) }, "Tandem runs");
  await askedToStop;
  await stopAll(stops);
  log.info("Stopped");
}

async function startWorker(config: Config, connections: Connections, log: Logger, stops: Stop[]): Promise<void> {
  // An app has no use for gRPC and the handlers, as a worker has none for Bolt: each loads its own.
  const { openWork } = await import("./work.ts");
  const work = openWork(config, connections, log);
  stops.push(() => Promise.resolve(work.close()));
  const workers = await openWorkers(connections.forWorkers(), work.handlers, { logger: log });
  stops.push(() => workers.drain(DRAIN_MS));
}

async function startApp(config: Config, { records, jobs }: Connections, log: Logger, stops: Stop[]): Promise<void> {
  const { botToken, transport, apiUrl } = config.slack;
  const policy = policyOf(config);
  const clusters = clustersOf(config);
  const { openSlackApp } = await import("./slack/app/open.ts");
  const app = await openSlackApp({
    records,
    jobs,
    policy,
    clusters,
    log,
    transport,
    botToken,
    ...(apiUrl === undefined ? {} : { apiUrl }),
  });
  stops.push(() => app.stop());
  await app.start();
}

/** The app first, so that nothing new arrives; then the workers, which finish what they have; then what both stand on. */
async function stopAll(stops: readonly Stop[]): Promise<void> {
  for (const stop of stops.toReversed()) await stop();
}

/** Resolves at the first SIGTERM or SIGINT. Neither ends the process any more. */
function stopSignal(log: Logger): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (stopping) return log.warn({ signal }, "Already stopping: a call to vtctld must end first");
      stopping = true;
      log.info({ signal }, "Stopping; calls that are under way are waited for");
      resolve();
    };
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
  });
}
