import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A way to a server that can die without a word: from then on its connections stay open, and nothing passes. */
export interface HalfOpen {
  /** `127.0.0.1:port` */
  readonly address: string;
  /** Swallows everything from now on, on these connections and on new ones. */
  swallow(): void;
  close(): Promise<void>;
}

export async function openHalfOpen(target: string): Promise<HalfOpen> {
  const [host = "", port = ""] = target.split(":");
  const sockets = new Set<Socket>();
  let swallows = false;
  const pass = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on("data", (chunk) => void (swallows || to.write(chunk)));
    from.on("error", () => to.destroy());
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((client) => {
    const upstream = connect(Number(port), host);
    pass(client, upstream);
    pass(upstream, client);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: own } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${own}`,
    swallow() {
      swallows = true;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
