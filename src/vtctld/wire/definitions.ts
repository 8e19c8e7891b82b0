import { fileURLToPath } from "node:url";

import { loadSync, type MethodDefinition, type ServiceDefinition } from "@grpc/proto-loader";
import { Fault } from "../../operations/fault.ts";
import type { Answers, Call, Requests } from "./messages.ts";

const PROTO_FOLDER = fileURLToPath(new URL("./proto", import.meta.url));

// 64-bit numbers as text (a JS number would round them), enums by name (an unknown value stays a number), absent fields left absent. `npm
// run wire` generates the types with the same options.
const READ_AS = { keepCase: true, longs: String, enums: String, bytes: Buffer, defaults: false } as const;

const FILES = {
  "vtctlservice.Vtctld": "vtctlservice.proto",
  "vtctlservice.Vtctl": "vtctlservice.proto",
  "grpc.reflection.v1alpha.ServerReflection": "reflection.proto",
} as const;

type Service = keyof typeof FILES;
type Methods = ReadonlyMap<string, MethodDefinition<object, object>>;

/** One call and the types of its messages. */
export interface Method<Request, Answer> {
  readonly path: string;
  readonly requestSerialize: (request: Request) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Answer;
}

/**
 * How to make one call. This is the only place where messages get their types, which are generated from the files that the loader reads;
 * the loader checks every field that arrives.
 */
export function findMethod<Name extends Call>(name: Name, service: Service = "vtctlservice.Vtctld"): Method<Requests[Name], Answers[Name]> {
  const found = loadServiceDefinition(service).get(name);
  if (found === undefined) throw new Fault("unexpected", `${name} is not in the .proto files`);
  return found;
}

const loaded = new Map<Service, Methods>();

/** How to call each method of a service, by the method's name. Reads the files once, in some 20 ms. */
export function loadServiceDefinition(service: Service): Methods {
  const known = loaded.get(service) ?? load(service);
  loaded.set(service, known);
  return known;
}

function load(service: Service): Methods {
  const found = loadSync(FILES[service], { ...READ_AS, includeDirs: [PROTO_FOLDER] })[service];
  if (found === undefined || "format" in found) throw new Error(`${service} is not in ${PROTO_FOLDER}`);
  const methods: ServiceDefinition = found;
  return new Map(Object.entries(methods));
}
