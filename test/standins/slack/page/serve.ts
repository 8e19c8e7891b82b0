import type { IncomingMessage, ServerResponse } from "node:http";
import type { Stage } from "../people/stage.ts";

export interface Page {
  answer(url: URL, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): void;
}

export function servePage(_stage: Stage): Page {
  return { answer: () => Promise.resolve(false), close: () => undefined };
}
