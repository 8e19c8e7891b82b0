import { fileURLToPath } from "node:url";

import type { MethodDefinition, ServiceDefinition } from "@grpc/proto-loader";
import { loadSync } from "@grpc/proto-loader";

const PROTO_FOLDER = fileURLToPath(new URL("./proto", import.meta.url));

// 64-bit numbers as text (a JS number would round them), enums by name (an unknown one stays a number), absent fields absent.
const READ_AS = { keepCase: true, longs: String, enums: String, bytes: Buffer, defaults: false } as const;

/** How to call each method of a service of Vitess, by the method's name. */
export function serviceDefinition(service: string): ReadonlyMap<string, MethodDefinition<object, object>> {
  const found = loadSync("vtctlservice.proto", { ...READ_AS, includeDirs: [PROTO_FOLDER] })[service];
  if (found === undefined || "format" in found) throw new Error(`${service} is not in ${PROTO_FOLDER}`);
  const methods: ServiceDefinition = found;
  return new Map(Object.entries(methods));
}
