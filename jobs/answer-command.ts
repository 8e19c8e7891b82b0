import type { Payload } from "../src/queue/handlers.ts";

interface Deps {
  readonly answerCommand: (inboundId: string) => Promise<void>;
}

/** Runs again without harm: every verb knows its own first run by the command's id and time. */
export function answerCommandHandler({ answerCommand }: Deps) {
  return ({ inboundId }: Payload<"answer-command">): Promise<void> => answerCommand(inboundId);
}
