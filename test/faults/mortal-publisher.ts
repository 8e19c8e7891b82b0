import { once } from "node:events";
import { openRedis } from "../../src/store/redis/connect.ts";
import { openStore } from "../../src/store/open.ts";
import { openMortality, type Death } from "../mortal-port.ts";
import { publishAll } from "./publish-all.ts";

/** What a publisher that dies is told. */
export interface PublisherTask {
  readonly redisUrl: string;
  readonly prefix: string;
  readonly slack: { readonly botToken: string; readonly apiUrl: string };
  readonly death?: Death;
}

// A publisher that dies at one of its calls to the records or to Slack, or counts them.
const { redisUrl, prefix, slack, death } = JSON.parse(process.env["MORTAL"] ?? "{}") as PublisherTask;
const redis = openRedis(redisUrl, "records", () => undefined);
const store = openStore(redis, { prefix });
if (redis.status !== "ready") await once(redis, "ready");
const mortality = openMortality(death);
await publishAll(store, slack, {
  records: (records) => mortality.wrap(records, "records"),
  clients: ({ decisions, progress }) => ({
    decisions: mortality.wrap(decisions, "decisions"),
    progress: mortality.wrap(progress, "progress"),
  }),
});
process.stdout.write(JSON.stringify(mortality.reached));
redis.disconnect();
