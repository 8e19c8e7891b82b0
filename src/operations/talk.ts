import type { Answer } from "../core/answers.ts";
import type { Inbound } from "./records.ts";

/** Speaks to one person, privately. Loses nothing: a failed delivery throws, and the job that carries it runs again. */
export interface Talk {
  answer(inbound: Inbound, answer: Answer): Promise<void>;
}
