import { openRedis } from "../../src/store/redis/connect.ts";
import { openStore } from "../../src/store/open.ts";
import { moveIdNamed } from "../names.ts";

// Commits something that wants jobs, tells its parent, and never queues them.
const [url = "", prefix = "", id = ""] = process.argv.slice(2);
const moveId = moveIdNamed(id);
const records = openStore(
  openRedis(url, "records", () => {}),
  { prefix },
);
const { wanted } = await records.commit(moveId, () => ({
  entries: [{ body: { kind: "gone" }, key: "gone" }],
  jobs: [
    { job: "publish-thread", moveId },
    { job: "carry-out", executionId: "q-1" },
  ],
  result: undefined,
}));
process.send?.(wanted);
await new Promise(() => {});
