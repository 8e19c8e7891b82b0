import { Client, connectivityState, credentials as grpcCredentials, type ChannelOptions } from "@grpc/grpc-js";

import type { TlsMaterial } from "./secrets.ts";

// vtctld's own limit in both directions; by default grpc-js refuses answers above 4 MiB (docs/facts/the-wire.md#message-size).
const LARGEST_MESSAGE = 16 * 1024 * 1024;
// vtctld closes connections that ping more often than every 10 s or while no call is open.
const KEEPALIVE_TIME = 30_000;
const KEEPALIVE_TIMEOUT = 10_000;
// How soon, and at the latest how late, the channel reconnects after a restart of vtctld.
const FIRST_RECONNECT = 500;
const LATEST_RECONNECT = 5_000;

/** A channel to one vtctld. It connects with the first call. */
export interface Channel {
  readonly address: string;
  readonly client: Client;
}

export function openChannel(address: string, tls: TlsMaterial | undefined): Channel {
  const options: ChannelOptions = {
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
    "grpc.keepalive_time_ms": KEEPALIVE_TIME,
    "grpc.keepalive_timeout_ms": KEEPALIVE_TIMEOUT,
    "grpc.keepalive_permit_without_calls": 0,
    "grpc.initial_reconnect_backoff_ms": FIRST_RECONNECT,
    "grpc.max_reconnect_backoff_ms": LATEST_RECONNECT,
    // We send a write once, so the library may not retry, nor take a retry policy from DNS.
    "grpc.enable_retries": 0,
    "grpc.service_config_disable_resolution": 1,
    // A proxy in the environment is the one to Slack.
    "grpc.enable_http_proxy": 0,
    // Channels to the same address share no connections, so closing a channel closes its own.
    "grpc.use_local_subchannel_pool": 1,
    ...(tls?.serverName === undefined ? {} : { "grpc.ssl_target_name_override": tls.serverName, "grpc.default_authority": tls.serverName }),
  };
  const security =
    tls === undefined ? grpcCredentials.createInsecure() : grpcCredentials.createSsl(tls.ca ?? null, tls.key ?? null, tls.cert ?? null);
  return { address, client: new Client(address, security, options) };
}

/** True once the channel is connected; false if it is refused or `until` passes. Sends nothing. */
export async function waitForConnection(channel: Channel, until: number): Promise<boolean> {
  const connection = channel.client.getChannel();
  while (Date.now() < until) {
    const state = connection.getConnectivityState(true);
    if (state === connectivityState.READY) return true;
    if (state === connectivityState.TRANSIENT_FAILURE || state === connectivityState.SHUTDOWN) return false;
    await new Promise<void>((resolve) => {
      connection.watchConnectivityState(state, until, () => resolve());
    });
  }
  return false;
}
