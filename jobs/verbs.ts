import { carryOut } from "../src/operations/carry-out/carry-out.ts";
import { answerCommand } from "../src/operations/commands/answer-command.ts";
import { expireRequest } from "../src/operations/requests/expire-request.ts";
import { settleHandover } from "../src/operations/handover/settle-handover.ts";
import { remindApprovers } from "../src/operations/requests/remind-approvers.ts";
import { ID, PAYLOAD_NAMES, type JobTable, definePayload } from "../src/queue/definition.ts";
import type { JobDeps } from "./deps.ts";

/** What people asked for. */
export const COMMAND_JOBS = {
  /** Carries out one command of the inbox and answers it. Safe to run twice: verbs know their first run by the command's id and time. */
  "answer-command": {
    queue: "verbs",
    payload: definePayload({ inboundId: ID }),
    askedWhileItRuns: "nothing",
    run: (deps, { inboundId }) => answerCommand(deps, inboundId),
  },
  /**
   * Takes one execution as far as it gets now. Safe to run twice: it goes on from the recorded execution and from what Vitess shows, and
   * never repeats a call blindly.
   */
  "carry-out": {
    queue: "operations",
    payload: definePayload({ executionId: ID }),
    async run(deps, { executionId }) {
      const next = await carryOut(deps, executionId);
      if (next.kind === "again") await deps.jobs.ask({ job: "carry-out", executionId }, next.inMs);
    },
  },
  /** Ends a request when its approve-by has passed. Safe to run twice: the store's clock decides, and a request ends once. */
  "expire-request": {
    queue: "operations",
    payload: definePayload({ requestId: PAYLOAD_NAMES.requestId }),
    askedWhileItRuns: "nothing",
    async run(deps, { requestId }) {
      const at = await expireRequest(deps, requestId);
      if (at !== undefined) await deps.jobs.ask({ job: "expire-request", requestId, at });
    },
  },
  /** Gives the moves of an accepted hand-over to whoever accepted. Safe to run twice: each move is given once. */
  "settle-handover": {
    queue: "operations",
    payload: definePayload({ handoverId: ID }),
    run: (deps, { handoverId }) => settleHandover(deps, handoverId),
  },
  /** Decides the reminders of a request that are due. Safe to run twice: each is decided once, by the store's clock. */
  "remind-approvers": {
    queue: "operations",
    payload: definePayload({ requestId: PAYLOAD_NAMES.requestId }),
    async run(deps, { requestId }) {
      const at = await remindApprovers(deps, requestId);
      if (at !== undefined) await deps.jobs.ask({ job: "remind-approvers", requestId, at });
    },
  },
} as const satisfies Partial<JobTable<JobDeps>>;
