import { loadServiceDefinition } from "../../src/vtctld/wire/definitions.ts";
import type { Reply } from "./grpc-server.ts";

const methods = loadServiceDefinition("vtctlservice.Vtctld");

/** The reply that carries this message as the answer of this call. */
export function answer(method: string, message: object): Reply {
  const definition = methods.get(method);
  if (definition === undefined) throw new Error(`${method} is not in the .proto files`);
  return { kind: "answer", message: definition.responseSerialize(message) };
}

export function refusal(code: number, details: string): Reply {
  return { kind: "status", code, details };
}
