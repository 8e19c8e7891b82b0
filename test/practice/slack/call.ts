import { isJson, type Json } from "../../../practice/slack/blocks/json.ts";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";

export interface Answer {
  readonly status: number;
  readonly retryAfter: number;
  readonly body: Json;
}

/** One Web API call with a JSON body and the bot's token. */
export async function call(slack: PracticeSlack, method: string, args: Json = {}, token = slack.botToken): Promise<Answer> {
  const response = await fetch(`${slack.apiUrl}${method}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(args),
  });
  const text = await response.text();
  const body: unknown = text.startsWith("{") ? JSON.parse(text) : {};
  return { status: response.status, retryAfter: Number(response.headers.get("retry-after") ?? 0), body: isJson(body) ? body : {} };
}

/** Posts and returns the ts; throws if Slack refuses, so that a test's set-up cannot fail silently. */
export async function post(slack: PracticeSlack, args: Json): Promise<string> {
  const { body } = await call(slack, "chat.postMessage", { channel: "C0MOVES", ...args });
  if (body["ok"] !== true) throw new Error(JSON.stringify(body));
  return String(body["ts"]);
}
