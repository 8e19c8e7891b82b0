import { setFlagsFromString } from "node:v8";
import { pino, type Logger } from "pino";
import { handlerTable } from "../jobs/table.ts";
import { readConfig, type Config } from "./config.ts";
import { ConfigError } from "./config/problems.ts";
import { readRole, type Role } from "./config/role.ts";
import { type Connections, openConnections } from "./connections.ts";
import { Fault } from "./operations/fault.ts";
import { openWorkers } from "./queue/open-workers.ts";
import { SECRET_FIELDS } from "./slack/outbound/secrets.ts";

const VTCTLD_SECRETS = ["username", "password", "credentials"].flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

// Longer than the longest call: a client that goes away in a switch can leave source writes denied for good (design §5).
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
  try {
    if (role !== "app") stops.push(await startWorker(connections, log));
    if (role !== "worker") stops.push(await startApp(config, connections, log));
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
  log.info({ role, cluster: config.cluster.name, vtctld: config.cluster.addresses }, "Tandem runs");
  stopOnSignal(stops, log);
}

async function startWorker({ workerRedis, handlers }: Connections, log: Logger): Promise<Stop> {
  const workers = await openWorkers(workerRedis, handlerTable(handlers), { logger: log });
  return () => workers.drain(DRAIN_MS);
}

async function startApp({ slack, approvers }: Config, { records, jobs }: Connections, log: Logger): Promise<Stop> {
  const { botToken, transport, apiUrl } = slack;
  // Bolt and what it brings are 15 MB that a worker has no use for.
  const { openSlackApp } = await import("./slack/app/open.ts");
  const app = await openSlackApp({ records, jobs, approvers, log, transport, botToken, ...(apiUrl === undefined ? {} : { apiUrl }) });
  await app.start();
  return () => app.stop();
}

/** The app first, so that nothing new arrives; then the workers, which finish what they have; then what both stand on. */
async function stopAll(stops: readonly Stop[]): Promise<void> {
  for (const stop of stops.toReversed()) await stop();
}

function stopOnSignal(stops: readonly Stop[], log: Logger): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) return log.warn({ signal }, "Already stopping: a call to vtctld must end first");
    stopping = true;
    log.info({ signal }, "Stopping; calls that are under way are waited for");
    void stopAll(stops).then(() => log.info("Stopped"));
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}
