import { fileURLToPath } from "node:url";
import {
  Server,
  ServerCredentials,
  type Metadata,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
  type sendUnaryData,
} from "@grpc/grpc-js";
import { loadSync, type PackageDefinition } from "@grpc/proto-loader";
import { ClientGone, GONE, ServerKilled, VtctldError, statusCode } from "../cluster/errors.ts";

/** The location of the adapter's wire contract: the simulator uses the very same files. */
const protoFolder = fileURLToPath(new URL("../../../src/vtctld/wire/proto/", import.meta.url));

/** How messages are decoded: names as in the files, 64-bit numbers as strings, enums by name. */
export const protoOptions = { keepCase: true, longs: String, enums: String, defaults: true, includeDirs: [protoFolder] };

/** vtctld's limit for messages in both directions. */
const maxMessageBytes = 16 * 1024 * 1024;

/** One call on the wire, as the simulator's core sees it. */
export interface WireCall {
  method: string;
  /** Decoded by the proto files; its shape is the method's. */
  request: Readonly<Record<string, unknown>>;
  metadata: Metadata;
  /** The server-side port of the client's connection. */
  peerPort: number;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
  /** Sends one message of a streamed answer; nothing for a unary call. */
  emit: (message: object) => void;
}

/** Certificate and key in PEM, and the authority that must have signed the clients' certificates. */
export interface TlsOptions {
  cert: string | Buffer;
  key: string | Buffer;
  clientCa?: string | Buffer;
}

/** A running gRPC server. */
export interface WireServer {
  port: number;
  close(): Promise<void>;
}

/** The service as the proto files declare it. */
export function loadVtctldService(): ServiceDefinition {
  return loadService("vtctlservice.Vtctld");
}

/** The service of the legacy commands. */
export function loadVtctlService(): ServiceDefinition {
  return loadService("vtctlservice.Vtctl");
}

// Hundreds of simulators start in one process, and reading the files takes a tenth of a second.
let declared: PackageDefinition | undefined;

function loadService(name: string): ServiceDefinition {
  declared ??= { ...loadSync("vtctlservice.proto", protoOptions), ...loadSync("reflection.proto", protoOptions) };
  const definition = declared[name];
  if (definition === undefined || "format" in definition) throw new Error(`the proto files declare no service ${name}`);
  return definition;
}

/** The service by which a server says what it serves. */
export function loadReflectionService(): ServiceDefinition {
  return loadService("grpc.reflection.v1alpha.ServerReflection");
}

/**
 * Serves `vtctlservice.Vtctld`, `vtctlservice.Vtctl` and reflection on a free port of 127.0.0.1; `answer` returns the response or throws a
 * {@link VtctldError}. A legacy command's answer is what it emits.
 */
export async function serve(answer: (call: WireCall) => Promise<object>, tls?: TlsOptions): Promise<WireServer> {
  const server = new Server({ "grpc.max_receive_message_length": maxMessageBytes, "grpc.max_send_message_length": maxMessageBytes });
  const service = loadVtctldService();
  const implementation: UntypedServiceImplementation = {};
  for (const method of Object.keys(service)) {
    implementation[method] = (call: ServerUnaryCall<Record<string, unknown>, object>, callback: sendUnaryData<object>): void => {
      void answerOne(method, call, callback, answer);
    };
  }
  server.addService(service, implementation);
  const legacy: UntypedServiceImplementation = {};
  for (const method of Object.keys(loadVtctlService())) {
    legacy[method] = (call: ServerWritableStream<Record<string, unknown>, object>): void => {
      void streamOne(method, call, answer);
    };
  }
  server.addService(loadVtctlService(), legacy);
  server.addService(loadReflectionService(), {
    ServerReflectionInfo: (call: ServerDuplexStream<Record<string, unknown>, object>): void => reflectOn(call, answer),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", createServerCredentials(tls), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    port,
    close() {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

function createServerCredentials(tls: TlsOptions | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const authority = tls.clientCa === undefined ? null : Buffer.from(tls.clientCa);
  return ServerCredentials.createSsl(
    authority,
    [{ cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) }],
    authority !== null,
  );
}

async function answerOne(
  method: string,
  call: ServerUnaryCall<Record<string, unknown>, object>,
  callback: sendUnaryData<object>,
  answer: (call: WireCall) => Promise<object>,
): Promise<void> {
  const gone = new AbortController();
  call.on("cancelled", () => {
    gone.abort(GONE);
  });
  const peerPort = Number(call.getPeer().split(":").at(-1));
  try {
    const response = await answer({ method, request: call.request, metadata: call.metadata, peerPort, signal: gone.signal, emit: ignore });
    callback(null, response);
  } catch (error) {
    const details = keepReadableInNode(error instanceof Error ? error.message : String(error));
    callback(Object.assign(new Error(details), { code: toStatusCode(error), details }));
  }
}

function ignore(): void {
  // A unary answer is one message; nothing is sent before it.
}

async function streamOne(
  method: string,
  call: ServerWritableStream<Record<string, unknown>, object>,
  answer: (call: WireCall) => Promise<object>,
): Promise<void> {
  const gone = new AbortController();
  call.on("cancelled", () => {
    gone.abort(GONE);
  });
  const peerPort = Number(call.getPeer().split(":").at(-1));
  const emit = (message: object): void => {
    if (!gone.signal.aborted) call.write(message);
  };
  try {
    await answer({ method, request: call.request, metadata: call.metadata, peerPort, signal: gone.signal, emit });
    call.end();
  } catch (error) {
    const details = keepReadableInNode(error instanceof Error ? error.message : String(error));
    call.emit("error", Object.assign(new Error(details), { code: toStatusCode(error), details }));
  }
}

/** Reflection answers each request of its stream, in order, until the client is done. */
function reflectOn(call: ServerDuplexStream<Record<string, unknown>, object>, answer: (call: WireCall) => Promise<object>): void {
  const { signal } = new AbortController();
  const peerPort = Number(call.getPeer().split(":").at(-1));
  let answered = Promise.resolve();
  call.on("data", (request: Record<string, unknown>) => {
    const asked: WireCall = { method: "ServerReflectionInfo", request, metadata: call.metadata, peerPort, signal, emit: ignore };
    answered = answered.then(async () => {
      call.write(await answer(asked));
    });
    answered.catch((error: unknown) => {
      const details = keepReadableInNode(error instanceof Error ? error.message : String(error));
      call.emit("error", Object.assign(new Error(details), { code: toStatusCode(error), details }));
    });
  });
  call.on("end", () => {
    answered.then(
      () => call.end(),
      () => undefined,
    );
  });
}

function toStatusCode(error: unknown): number {
  if (error instanceof VtctldError) return error.code;
  // Anything but a client that is gone is a bug of the simulator, never an answer of vtctld.
  return error instanceof ClientGone || error instanceof ServerKilled ? statusCode.CANCELLED : statusCode.INTERNAL;
}

/**
 * Go sends a blank at the end of the text as it is, and Node's HTTP/2 then drops the whole header: the client gets an empty text. A
 * trailing line break is escaped, and arrives.
 */
function keepReadableInNode(details: string): string {
  return /^[ \t]|[ \t]$/.test(details) ? "" : details;
}
