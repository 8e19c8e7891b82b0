import { fileURLToPath } from "node:url";

import type { MethodDefinition, ServiceDefinition } from "@grpc/proto-loader";
import { loadSync } from "@grpc/proto-loader";

const PROTO_FOLDER = fileURLToPath(new URL("./proto", import.meta.url));

// 64-bit numbers as text (a JS number would round them), enums by name (an unknown one stays a number), absent fields absent.
const READ_AS = { keepCase: true, longs: String, enums: String, bytes: Buffer, defaults: false } as const;

type Methods = ReadonlyMap<string, MethodDefinition<object, object>>;

const loaded = new Map<string, Methods>();

/** How to call each method of a service of Vitess, by the method's name. The files are read once: that takes some 20 ms. */
export function serviceDefinition(service: string): Methods {
  const known = loaded.get(service) ?? load(service);
  loaded.set(service, known);
  return known;
}

function load(service: string): Methods {
  const found = loadSync("vtctlservice.proto", { ...READ_AS, includeDirs: [PROTO_FOLDER] })[service];
  if (found === undefined || "format" in found) throw new Error(`${service} is not in ${PROTO_FOLDER}`);
  const methods: ServiceDefinition = found;
  return new Map(Object.entries(methods));
}
