import { pino } from "pino";
import { openWorkers } from "../../src/queue/open-workers.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import { doing } from "./with-queues.ts";

// Takes one job, tells its parent, and never finishes it.
const [url = "", prefix = ""] = process.argv.slice(2);
const connection = openRedis(url, "workers", () => {});
await openWorkers(
  connection,
  doing({
    "carry-out": async (payload) => {
      process.send?.(payload);
      await new Promise(() => {});
    },
  }),
  undefined,
  { prefix, logger: pino({ level: "silent" }), stalls: { lockDuration: 600, stalledInterval: 300, maxStalledCount: 20 } },
);
