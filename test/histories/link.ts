import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { listenOnLoopback } from "../loopback.ts";

/** The way from one process to a Redis, which a test can close for a while. */
export interface Link {
  readonly port: number;
  /** From now on nothing passes, and nobody is told: what was sent arrives after `mend`. */
  hold(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Passes bytes between whoever connects and this port, in both directions. */
export async function openLink(to: number): Promise<Link> {
  const open = new Set<Socket>();
  let isHeld = false;
  const server = createServer((client) => {
    const redis = connect(to, "127.0.0.1");
    for (const [from, into] of [
      [client, redis],
      [redis, client],
    ] as const) {
      open.add(from);
      from.on("data", (chunk: Buffer) => void into.write(chunk));
      from.on("error", () => from.destroy());
      from.on("close", () => {
        open.delete(from);
        into.destroy();
      });
      if (isHeld) from.pause();
    }
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    hold() {
      isHeld = true;
      for (const socket of open) socket.pause();
    },
    mend() {
      isHeld = false;
      for (const socket of open) socket.resume();
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
