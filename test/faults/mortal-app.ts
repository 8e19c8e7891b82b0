import pino from "pino";
import { toPersonId } from "../../src/core/people/people.ts";
import { NOBODY } from "../../src/core/operation/request/policy.ts";
import { openSlackApp } from "../../src/slack/app/open.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import { openStore } from "../../src/store/open.ts";
import { type Death, openMortality } from "../mortal-port.ts";
import { ONE_CLUSTER } from "../slack/app/clusters.ts";
import { recordingJobs } from "../slack/app/recording-jobs.ts";

/** What an app process has to do: listen, and die at one of its calls to the store or the queues. */
export interface AppTask {
  readonly redisUrl: string;
  readonly prefix: string;
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly approvers: readonly string[];
  readonly death?: Death;
}

const task = JSON.parse(process.env["MORTAL"] ?? "{}") as AppTask;
const mortality = openMortality(task.death);
const redis = openRedis(task.redisUrl, "records", () => undefined);
const app = await openSlackApp({
  noteUnknown: () => {},
  transport: { kind: "socket", appToken: () => task.appToken },
  botToken: () => task.botToken,
  apiUrl: task.apiUrl,
  records: mortality.wrap(openStore(redis, { prefix: task.prefix }), "records"),
  jobs: mortality.wrap(recordingJobs(), "jobs"),
  clusters: ONE_CLUSTER,
  policy: () => ({ ...NOBODY, approvers: task.approvers.map(toPersonId) }),
  log: pino({ level: "silent" }),
});
await app.start();
