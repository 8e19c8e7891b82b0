import type { Answer } from "../core/command/answers.ts";
import type { ClusterName } from "../core/vitess/names.ts";
import type { Inbound } from "./records.ts";

/** What people are told in addition to an answer. */
export interface Beside {
  /** Parts of the line that have no effect here. */
  readonly ignored: readonly string[];
  /** One sentence about what Tandem did with a part of the line. */
  readonly said?: string;
  /** The server that the line names, and the cluster that Tandem took it for. */
  readonly readAs?: { readonly server: string; readonly cluster: ClusterName };
  /** What the command recorded may not survive a power cut or a failover of the store. */
  readonly notKnownDurable?: true;
}

/** Speaks to one person, privately. A failed delivery throws, and its job runs again, so no message is lost. */
export interface Talk {
  answer(inbound: Inbound, answer: Answer, beside?: Beside): Promise<void>;
}
