import type { EnvelopeKind } from "../workspace/faults.ts";
import type { Json } from "../blocks/json.ts";

/** The result of one delivery. `operation_timeout`: no ack within Slack's three seconds; `dispatch_failed`: no receiver. */
export type Ack =
  | { readonly ok: true; readonly payload: Json }
  | { readonly ok: false; readonly error: "operation_timeout" | "dispatch_failed" | `http_${number}`; readonly noRetry?: boolean };

export interface Retry {
  readonly attempt: number;
  readonly reason: string;
}

/** The way from Slack to the app: Socket Mode or signed HTTP. The payload is the same on both. */
export interface Transport {
  send(kind: EnvelopeKind, payload: Json, retry?: Retry): Promise<Ack>;
}
