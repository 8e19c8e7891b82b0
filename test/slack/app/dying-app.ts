import pino from "pino";
import { NOBODY } from "../../../src/core/operation/request/policy.ts";
import { openSlackApp } from "../../../src/slack/app/open.ts";
import { openRedis } from "../../../src/store/redis/connect.ts";
import { openStore } from "../../../src/store/open.ts";
import { ONE_CLUSTER } from "./clusters.ts";
import { recordingJobs } from "./recording-jobs.ts";

// A process of its own that ends as in a power cut, right after a vote is stored and before Slack is answered.
const [redisUrl = "", prefix = "", apiUrl = "", botToken = "", appToken = ""] = process.argv.slice(2);
const records = openStore(
  openRedis(redisUrl, "records", () => undefined),
  { prefix },
);
const commit = records.commit.bind(records);
records.commit = async (id, decide, named) => {
  await commit(id, decide, named);
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => undefined);
};
const app = await openSlackApp({
  noteUnknown: () => {},
  transport: { kind: "socket", appToken: () => appToken },
  botToken: () => botToken,
  apiUrl,
  records,
  jobs: recordingJobs(),
  clusters: ONE_CLUSTER,
  policy: () => ({ ...NOBODY, approvers: ["U0BEN", "U0CHO"] }),
  log: pino({ level: "silent" }),
});
await app.start();
