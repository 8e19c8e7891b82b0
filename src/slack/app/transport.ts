import type { Receiver } from "@slack/bolt";

/** How Slack reaches Tandem. */
export type TransportOptions =
  | { readonly kind: "socket"; readonly appToken: string }
  /** `host` is the interface to listen on; all of them unless told otherwise. Port 0 takes a free one. */
  | { readonly kind: "http"; readonly signingSecret: string; readonly port: number; readonly host?: string };

/** One way from Slack to the app, ready to be given to Bolt. */
export interface SlackTransport {
  readonly receiver: Receiver;
  /** Resolves when Slack can reach the app; throws a Fault with what to do about it. */
  start(): Promise<void>;
  /** Resolves when nothing more arrives, at the latest after {@link STOP_WITHIN_MS}. */
  stop(): Promise<void>;
  /** True while Slack can reach the app, as far as this side can tell. */
  isConnected(): boolean;
  /** Where HTTP listens, once it does. */
  port(): number | undefined;
}

/** A practice Slack or a proxy that never answers must not hang the start for ever (docs/facts/slack-delivery.md#silent-start). */
export const START_WITHIN_MS = 20_000;
/** A socket may take half a minute to close (docs/facts/slack-delivery.md#slow-close); an orchestrator does not wait that long. */
export const STOP_WITHIN_MS = 5_000;
