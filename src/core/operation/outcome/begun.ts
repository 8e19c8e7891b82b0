import { isCutOver, isFrozen } from "../../move/phase.ts";
import { deriveTraffic } from "../../move/traffic.ts";
import type { Reading } from "../../readings/readings.ts";
import type { Subject } from "./verdict.ts";

/** A move, and what Vitess shows of it. */
interface ReadMove {
  readonly reading: Reading;
  readonly subject: Subject;
}

/** True when some writes are already switched, or a switch was cut off before that. */
export function isBegun({ reading, subject }: ReadMove): boolean {
  return deriveWrites({ reading, subject }) !== "none" || (reading.workflow !== undefined && isCutOver(reading.workflow));
}

/** True when a switch or a reverse was cut off on its way: applications may be waiting for its end. */
export function isUnfinished(verb: "switch" | "reverse", { reading, subject }: ReadMove): boolean {
  if (verb === "reverse") return reading.reverse !== undefined && isCutOver(reading.reverse);
  if (reading.workflow !== undefined && isCutOver(reading.workflow)) return true;
  const writes = deriveWrites({ reading, subject });
  return writes === "some" || (writes === "all" && reading.workflow !== undefined && !isFrozen(reading.workflow));
}

function deriveWrites({ reading, subject: { tables, sourceKeyspace, move } }: ReadMove) {
  return deriveTraffic(reading, tables, sourceKeyspace, move.targetKeyspace).writes;
}
