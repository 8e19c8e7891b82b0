import type { RequestId } from "../../../core/people/people.ts";
import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import type { MoveName } from "../../../core/vitess/names.ts";
import type { Clusters, VerbDeps } from "../../../operations/deps.ts";
import type { Jobs } from "../../../operations/jobs.ts";
import type { Records } from "../../../operations/records.ts";
import { type Addressee, answerPrivately } from "../../web-api/private-answer.ts";
import type { RefusedBlocks } from "../../web-api/refused-blocks.ts";
import type { Sendable } from "../../web-api/send.ts";
import type { Admit } from "./admit.ts";
import { runAfterAck } from "./acknowledge.ts";
import type { RememberedNames } from "../remembered/names.ts";

/** What a listener may use. It writes, enqueues and answers; it never calls vtctld. */
export interface ListenerDeps extends Pick<VerbDeps, "policy" | "noteUnknown"> {
  readonly clusters: Pick<Clusters, "names" | "defaultCluster" | "defaultFor">;
  readonly records: Records;
  readonly jobs: Jobs;
  readonly log: Logger;
  /** Set while somebody acts who may only read: what would do more is answered with it. */
  readonly onlyReads?: Sendable | undefined;
}

/** {@link ListenerDeps} with the app's own Slack client, used only for modals and private answers. */
export interface Listening extends ListenerDeps {
  readonly admit: Admit;
  readonly client: WebClient;
  readonly refused: RefusedBlocks;
  /** The names that forms suggest. */
  readonly names: RememberedNames;
  /** Undefined when there is no such request. */
  readonly moveOf: (requestId: RequestId) => Promise<MoveName | undefined>;
}

/** Answers the person who acted, and nobody else. Logs a failure, because there is nobody left to answer. */
export async function answerActor(deps: Listening, to: Addressee, message: Sendable): Promise<void> {
  await runAfterAck(deps.log, "A private answer", () => answerPrivately(deps, to, message));
}
