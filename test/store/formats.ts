import type { Format } from "../../src/store/schemas/document.ts";
import { CLUSTER_NAMES, KEYSPACE_NAMES } from "../../src/store/schemas/catalogue.ts";
import { ENTRY_BODY } from "../../src/store/schemas/entry.ts";
import { EXECUTION } from "../../src/store/schemas/execution.ts";
import { INBOUND } from "../../src/store/schemas/inbound.ts";
import { MEMBERS } from "../../src/store/schemas/members.ts";
import { MOVE } from "../../src/store/schemas/move.ts";
import { NOTICE } from "../../src/store/schemas/notice.ts";
import { READING } from "../../src/store/schemas/reading.ts";
import { REQUEST } from "../../src/store/schemas/request.ts";
import { KEPT_RULES } from "../../src/store/schemas/rules.ts";
import { SAMPLE } from "../../src/store/schemas/sample.ts";
import { SENT_MESSAGE } from "../../src/store/schemas/sent-message.ts";
import { SIZES } from "../../src/store/schemas/sizes.ts";
import { SNAPSHOT_FACTS } from "../../src/store/schemas/snapshot.ts";
import { VDIFF_RUN } from "../../src/store/schemas/vdiff-run.ts";

/** The format of each kind of record, by the name of its samples. */
export const FORMATS: readonly (readonly [string, Format<unknown>])[] = [
  ["move", MOVE],
  ["request", REQUEST],
  ["execution", EXECUTION],
  ["notice", NOTICE],
  ["inbound", INBOUND],
  ["entries", ENTRY_BODY],
  ["reading", READING],
  ["samples", SAMPLE],
  ["sizes", SIZES],
  ["message", SENT_MESSAGE],
  ["members", MEMBERS],
  ["snapshots", SNAPSHOT_FACTS],
  ["snapshot-rules", KEPT_RULES],
  ["vdiff-runs", VDIFF_RUN],
  ["names/cluster", CLUSTER_NAMES],
  ["names/keyspace", KEYSPACE_NAMES],
];
