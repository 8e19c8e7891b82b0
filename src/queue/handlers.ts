import type { z } from "zod";
import { ANSWER_COMMAND } from "./contracts/answer-command.ts";
import { CARRY_OUT } from "./contracts/carry-out.ts";
import { EXPIRE_REQUEST } from "./contracts/expire-request.ts";
import { PUBLISH_CARDS } from "./contracts/publish-cards.ts";
import { PUBLISH_HOME } from "./contracts/publish-home.ts";
import { PUBLISH_THREAD } from "./contracts/publish-thread.ts";
import { PUBLISH_NOTICE } from "./contracts/publish-notice.ts";
import { REFRESH_CATALOGUE } from "./contracts/refresh-catalogue.ts";
import { REFRESH_MEMBERS } from "./contracts/refresh-members.ts";
import { SCAN } from "./contracts/scan.ts";
import { SWEEP } from "./contracts/sweep.ts";
import { WATCH_KEYSPACE } from "./contracts/watch-keyspace.ts";
import { WATCH_VDIFF } from "./contracts/watch-vdiff.ts";

/** Every job that has a handler outside the queue. */
export const CONTRACTS = {
  "answer-command": ANSWER_COMMAND,
  "carry-out": CARRY_OUT,
  "expire-request": EXPIRE_REQUEST,
  "watch-keyspace": WATCH_KEYSPACE,
  "watch-vdiff": WATCH_VDIFF,
  "publish-thread": PUBLISH_THREAD,
  "publish-cards": PUBLISH_CARDS,
  "publish-home": PUBLISH_HOME,
  "publish-notice": PUBLISH_NOTICE,
  "refresh-catalogue": REFRESH_CATALOGUE,
  "refresh-members": REFRESH_MEMBERS,
  scan: SCAN,
  sweep: SWEEP,
} as const;

/** The name of a job, as it stands in Redis: it never changes its meaning. */
export type JobName = keyof typeof CONTRACTS;
/** What the handler of a job gets: ids, never state. */
export type Payload<Name extends JobName> = z.output<(typeof CONTRACTS)[Name]["payload"]>;

/**
 * One handler a job; a job without one does not compile. A handler may run twice for the same payload, and at the same time in two
 * workers after a stall: what it does must be safe then. It may throw `LaneBusy`; anything else it throws is tried again.
 */
export type Handlers = { readonly [Name in JobName]: (payload: Payload<Name>) => Promise<void> };

/** True for the name of a job that this version of Tandem has a handler for. */
export function isJobName(name: string): name is JobName {
  return Object.hasOwn(CONTRACTS, name);
}
