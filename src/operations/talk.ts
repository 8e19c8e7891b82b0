import type { Answer } from "../core/command/answers.ts";
import type { ClusterName } from "../core/vitess/names.ts";
import type { Inbound } from "./records.ts";

/** What is told beside an answer. */
export interface Beside {
  /** Parts of the line that change nothing here. */
  readonly ignored: readonly string[];
  /** What became of a part of the line, in one sentence. */
  readonly said?: string;
  /** The server of the line, and the cluster that it was taken for. */
  readonly readAs?: { readonly server: string; readonly cluster: ClusterName };
}

/** Speaks to one person, privately. Loses nothing: a failed delivery throws, and the job that carries it runs again. */
export interface Talk {
  answer(inbound: Inbound, answer: Answer, beside?: Beside): Promise<void>;
}
