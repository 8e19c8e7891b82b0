import { Client, Metadata, credentials, type ChannelCredentials, type ChannelOptions } from "@grpc/grpc-js";
import { loadVtctldService } from "./server.ts";

/** How a call ended for its client. */
export interface WireAnswer {
  code: number;
  details: string;
  /** Decoded; undefined after an error. */
  response: Record<string, unknown> | undefined;
}

/** A client for tests: sends and receives only what the proto files define. */
export interface WireClient {
  call(
    method: string,
    request: object,
    options?: { deadlineMs?: number; signal?: AbortSignal; metadata?: Record<string, string> },
  ): Promise<WireAnswer>;
  /** Sends bytes unchanged; the answer's bytes are in `raw`. */
  callRaw(
    method: string,
    request: Buffer,
    options?: { deadlineMs?: number; signal?: AbortSignal; metadata?: Record<string, string> },
  ): Promise<WireAnswer & { raw: Buffer | undefined }>;
  close(): void;
}

/** Opens a client; each has its own connection. */
export function openWireClient(
  address: string,
  channel: ChannelCredentials = credentials.createInsecure(),
  channelOptions: ChannelOptions = {},
): WireClient {
  const client = new Client(address, channel, { ...channelOptions, "grpc.use_local_subchannel_pool": 1 });
  const service = loadVtctldService();
  const requireDefinition = (method: string): (typeof service)[string] => {
    const definition = service[method];
    if (definition === undefined) throw new Error(`no method ${method} in the proto files`);
    return definition;
  };
  const callRaw: WireClient["callRaw"] = (method, request, options = {}) => send(method, request, options);
  function send(
    method: string,
    request: Buffer,
    options: { deadlineMs?: number; signal?: AbortSignal; metadata?: Record<string, string> },
  ): Promise<WireAnswer & { raw: Buffer | undefined }> {
    const definition = requireDefinition(method);
    const metadata = new Metadata();
    for (const [key, value] of Object.entries(options.metadata ?? {})) metadata.set(key, value);
    return new Promise((resolve) => {
      const call = client.makeUnaryRequest(
        definition.path,
        (value: Buffer) => value,
        (value: Buffer) => value,
        request,
        metadata,
        { deadline: Date.now() + (options.deadlineMs ?? 60_000) },
        (error, raw) => {
          const response: Record<string, unknown> | undefined = raw === undefined ? undefined : definition.responseDeserialize(raw);
          resolve({ code: error?.code ?? 0, details: error?.details ?? "", response, raw });
        },
      );
      options.signal?.addEventListener("abort", () => {
        call.cancel();
      });
    });
  }
  return {
    call: (method, request, options = {}) => send(method, requireDefinition(method).requestSerialize(request), options),
    callRaw,
    close() {
      client.close();
    },
  };
}
