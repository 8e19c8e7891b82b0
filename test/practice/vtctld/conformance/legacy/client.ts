import { Client, Metadata, credentials } from "@grpc/grpc-js";
import { z } from "zod";
import { loadVtctlService } from "../../../../../practice/vtctld/rpc/server.ts";

/** One event of a command, as a client decodes it. */
export interface ToldEvent {
  level: string;
  file: string;
  value: string;
}

/** How a command ended for its client. */
export interface CommandAnswer {
  code: number;
  details: string;
  events: ToldEvent[];
}

const message = z.object({ event: z.object({ level: z.string(), file: z.string(), value: z.string() }) });

/** The bytes of a line's request. */
export function requestOf(...args: string[]): Buffer {
  const bytes: Buffer | undefined = loadVtctlService()["ExecuteVtctlCommand"]?.requestSerialize({ args });
  if (bytes === undefined) throw new Error("no ExecuteVtctlCommand in the proto files");
  return bytes;
}

/** What a command printed, in one piece. */
export function printed(events: readonly ToldEvent[]): string {
  return events
    .filter((event) => event.level === "CONSOLE")
    .map((event) => event.value)
    .join("");
}

/** A client of the legacy service. */
export interface CommandClient {
  /** Sends a request's bytes as they were recorded; collects events until the command ends. */
  run(request: Buffer, signal?: AbortSignal): Promise<CommandAnswer>;
  close(): void;
}

/** Opens a client with a connection of its own. */
export function openCommandClient(address: string): CommandClient {
  const client = new Client(address, credentials.createInsecure(), { "grpc.use_local_subchannel_pool": 1 });
  const definition = loadVtctlService()["ExecuteVtctlCommand"];
  if (definition === undefined) throw new Error("no ExecuteVtctlCommand in the proto files");
  return {
    run(request, signal) {
      return new Promise((resolve) => {
        const events: ToldEvent[] = [];
        const call = client.makeServerStreamRequest(
          definition.path,
          (value: Buffer) => value,
          (bytes: Buffer) => message.parse(definition.responseDeserialize(bytes)).event,
          request,
          new Metadata(),
          { deadline: Date.now() + 60_000 },
        );
        const end = (code: number, details: string): void => {
          resolve({ code, details, events });
        };
        call.on("data", (event: ToldEvent) => events.push(event));
        call.on("error", (error: Error & { code?: number; details?: string }) => {
          end(error.code ?? 2, error.details ?? error.message);
        });
        call.on("end", () => {
          end(0, "");
        });
        signal?.addEventListener("abort", () => {
          call.cancel();
        });
      });
    },
    close() {
      client.close();
    },
  };
}
