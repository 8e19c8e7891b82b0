import { setTimeout as sleep } from "node:timers/promises";
import { destination } from "pino";
import { readConfig } from "../../src/config.ts";
import { openLiveConfig } from "../../src/config/live.ts";
import { openConnections } from "../../src/connections.ts";
import { openLog } from "../../src/logging.ts";
import { openAppOn } from "../acceptance/slack-app.ts";

// An app with a planted bug: it decides and answers first, and writes a moment later. The checker must find that.
const WRITES_AFTER_MS = 1_000;

const config = readConfig();
const log = openLog("info", destination(1));
const live = openLiveConfig(config, { ...config, read: readConfig });
const { records, jobs } = await openConnections(config, live, log);
const commit = records.commit.bind(records);
records.commit = async (id, decide, named) => {
  const { now, ...dossier } = await records.dossier(id, named);
  const { result } = decide(dossier, now);
  void sleep(WRITES_AFTER_MS)
    .then(() => commit(id, decide, named))
    .catch((error: unknown) => log.warn({ err: error }, "A late write failed"));
  return { result, wanted: [], at: now };
};
const app = await openAppOn(config, live, { records, jobs }, log);
await app.start();
log.info("Tandem runs");
