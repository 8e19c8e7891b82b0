import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { listenOnLoopback } from "../loopback.ts";

/** Passes bytes between a client and a Redis, and can lose one answer together with the connection. */
export interface CuttingProxy {
  readonly url: string;
  readonly port: number;
  /** When a command with this text passes, its answer and the connection are lost. Once. */
  loseAnswerTo(text: string): void;
  /** How many answers were lost so far. */
  lost(): number;
  close(): Promise<void>;
}

/** Listens on a free port, or on the given one. */
export async function cuttingProxy(port: number, at = 0): Promise<CuttingProxy> {
  let wanted: string | undefined;
  let lost = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const redis = connect(port, "127.0.0.1");
    let cutting = false;
    for (const socket of [client, redis]) {
      open.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        open.delete(socket);
        client.destroy();
        redis.destroy();
      });
    }
    client.on("data", (chunk: Buffer) => {
      if (wanted !== undefined && chunk.toString().includes(wanted)) {
        cutting = true;
        wanted = undefined;
      }
      redis.write(chunk);
    });
    redis.on("data", (chunk: Buffer) => {
      if (cutting) {
        lost += 1;
        client.destroy();
        redis.destroy();
      } else {
        client.write(chunk);
      }
    });
  });
  const bound = await listenOnLoopback(server, at);

  return {
    port: bound,
    url: `redis://127.0.0.1:${bound}`,
    loseAnswerTo(text) {
      wanted = text;
    },
    lost: () => lost,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
