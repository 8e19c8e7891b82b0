import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { listenOnLoopback } from "../loopback.ts";

/** Passes bytes between clients and a Redis, or swallows them while every connection stays open, as a firewall that drops packets. */
export interface SwallowingProxy {
  readonly url: string;
  swallow(): void;
  /** Passes bytes again, on connections made from now on: what was swallowed never arrives. */
  pass(): void;
  close(): Promise<void>;
}

/** Listens on a free port. */
export async function swallowingProxy(port: number): Promise<SwallowingProxy> {
  let isSwallowing = false;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const redis = connect(port, "127.0.0.1");
    let isDeaf = isSwallowing;
    for (const [from, to] of [
      [client, redis],
      [redis, client],
    ] as const) {
      open.add(from);
      from.on("error", () => from.destroy());
      from.on("close", () => {
        open.delete(from);
        to.destroy();
      });
      from.on("data", (chunk: Buffer) => {
        isDeaf ||= isSwallowing;
        if (!isDeaf) to.write(chunk);
      });
    }
  });
  const bound = await listenOnLoopback(server);
  return {
    url: `redis://127.0.0.1:${bound}`,
    swallow: () => void (isSwallowing = true),
    pass: () => void (isSwallowing = false),
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
