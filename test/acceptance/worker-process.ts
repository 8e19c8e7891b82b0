import { destination } from "pino";
import { openLog } from "../../src/logging.ts";
import { readConfig } from "../../src/config.ts";
import { openLiveConfig } from "../../src/config/live.ts";
import { openConnections } from "../../src/connections.ts";
import { JOBS } from "../../jobs/table.ts";
import { openWorkers } from "../../src/queue/open-workers.ts";
import { openWork } from "../../src/work.ts";
import { SEND_WITHIN_MS, TAKE_OVER_AFTER_MS } from "../../src/core/operation/request/freshness.ts";
import { PATIENT_LOOKS } from "../operations/harness.ts";

// A worker in its own process, like `--role worker`, but it takes over from a dead one within seconds instead of 45 s.
const STALLS = { lockDuration: 1_500, stalledInterval: 750, maxStalledCount: 20 };

// With the real bounds it waits as long as an installation until a call of a dead worker can no longer be in flight.
const BOUNDS = process.env["REAL_BOUNDS"] === undefined ? {} : { sendWithinMs: SEND_WITHIN_MS, takeOverAfterMs: TAKE_OVER_AFTER_MS };

const config = readConfig();
const log = openLog("info", destination(1));
const live = openLiveConfig(config, { ...config, read: readConfig });
const connections = await openConnections(config, live, log);
const { deps } = openWork(config, connections, log, {
  stopping: new AbortController().signal,
  installed: live.installed,
  timing: { ...PATIENT_LOOKS, ...BOUNDS },
});
const carryOut = JOBS["carry-out"];
/** Logs when it begins and ends, so that the test knows which process to kill. */
const aloud: typeof carryOut = {
  ...carryOut,
  async run(given, payload) {
    log.info("carry-out begins");
    await carryOut.run(given, payload);
    log.info("carry-out ends");
  },
};
await openWorkers(connections.forWorkers(), { ...JOBS, "carry-out": aloud }, deps, { logger: log, stalls: STALLS });
log.info("Tandem runs");
