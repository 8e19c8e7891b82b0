import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startPracticeSlack, type PracticeSlack } from "../../../practice/slack/practice-slack.ts";

const PROGRAM = fileURLToPath(new URL("./plain-app.ts", import.meta.url));
const READY_LIMIT_MS = 30_000;

/** The plain Bolt app in its own process, with its own practice Slack. */
export interface Plain {
  readonly slack: PracticeSlack;
  close(): Promise<void>;
}

/** Starts it over HTTP on this port, or over Socket Mode if there is none. */
export async function startPlain(httpPort: number | undefined): Promise<Plain> {
  const slack = await startPracticeSlack({ rateLimits: false, transport: httpPort === undefined ? "socket" : "http" });
  if (httpPort !== undefined) slack.setRequestUrl(`http://127.0.0.1:${httpPort}/slack/events`);
  const args = [slack.apiUrl, slack.botToken, slack.appToken, slack.signingSecret, ...(httpPort === undefined ? [] : [String(httpPort)])];
  const child = fork(PROGRAM, args, { execArgv: ["--import", "tsx"] });
  const ended = once(child, "exit");
  const close = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    await slack.close();
  };
  try {
    const [said]: unknown[] = await Promise.race([once(child, "message", { signal: AbortSignal.timeout(READY_LIMIT_MS) }), ended]);
    if (said !== "ready") throw new Error(`The plain app ended with ${String(said)}`);
  } catch (error) {
    await close();
    throw error;
  }
  return { slack, close };
}
