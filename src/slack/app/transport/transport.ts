import type { Receiver } from "@slack/bolt";

/** How Slack reaches Tandem. */
export type TransportOptions =
  | { readonly kind: "socket"; readonly appToken: () => string }
  /** The secrets are those of the moment, which may be rotated. `host` is the address of the interface to listen on. Port 0 takes a free one. */
  | { readonly kind: "http"; readonly signingSecret: () => string; readonly port: number; readonly host: string };

/** One connection from Slack to the app, ready for Bolt. */
export interface SlackTransport {
  readonly receiver: Receiver;
  /** Resolves when Slack can reach the app; throws a Fault that says what to do. */
  start(): Promise<void>;
  /** Resolves when nothing more arrives, after {@link STOP_WITHIN_MS} at the latest. */
  stop(): Promise<void>;
  /** True while Slack can reach the app, as far as this side can tell. */
  isConnected(): boolean;
  /** The port on which HTTP listens, once it does. */
  port(): number | undefined;
}

/** A practice Slack or a proxy that never answers must not block the start forever (docs/facts/slack-delivery.md#silent-start). */
export const START_WITHIN_MS = 20_000;
/** A socket may take half a minute to close (docs/facts/slack-delivery.md#slow-close); an orchestrator does not wait that long. */
export const STOP_WITHIN_MS = 5_000;
