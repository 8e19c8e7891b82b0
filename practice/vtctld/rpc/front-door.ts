import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * A TCP proxy before the gRPC server. It breaks a client's connection, or all of them: the server behind it sees what a real one sees, and
 * TLS passes through untouched.
 */
export interface FrontDoor {
  port: number;
  /** Breaks the connection that the server sees on this port. */
  dropClient(serverSidePort: number): void;
  /** Breaks every connection; new ones are broken too for `downMs`. */
  dropAll(downMs: number): void;
  close(): Promise<void>;
}

/** Opens the proxy on 127.0.0.1; port 0 takes a free one. */
export async function openFrontDoor(serverPort: number, port: number): Promise<FrontDoor> {
  const clients = new Map<number, Socket>();
  const sockets = new Set<Socket>();
  let closedUntil = 0;
  const door: Server = createServer((client) => {
    if (performance.now() < closedUntil) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(serverPort, "127.0.0.1");
    sockets.add(client).add(upstream);
    let upstreamPort = 0;
    upstream.on("connect", () => {
      upstreamPort = upstream.localPort ?? 0;
      clients.set(upstreamPort, client);
    });
    const end = (): void => {
      client.destroy();
      upstream.destroy();
      clients.delete(upstreamPort);
      sockets.delete(client);
      sockets.delete(upstream);
    };
    // A broken connection is an ordinary event here; `close` follows and cleans up.
    client.on("error", end).on("close", end);
    upstream.on("error", end).on("close", end);
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((resolve, reject) => {
    door.once("error", reject);
    door.listen(port, "127.0.0.1", resolve);
  });
  const address = door.address();
  if (address === null || typeof address === "string") throw new Error("the front door has no port");
  return {
    port: address.port,
    dropClient(serverSidePort) {
      clients.get(serverSidePort)?.resetAndDestroy();
    },
    dropAll(downMs) {
      closedUntil = performance.now() + downMs;
      for (const client of clients.values()) client.resetAndDestroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve, reject) => {
        door.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
      });
    },
  };
}
