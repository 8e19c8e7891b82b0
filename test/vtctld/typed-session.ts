import { onTestFinished } from "vitest";

import { openCaller } from "../../src/vtctld/channel/caller.ts";
import { DEADLINES } from "../../src/vtctld/channel/deadlines.ts";
import { loadServiceDefinition } from "../../src/vtctld/wire/definitions.ts";
import { createTypedVitess, type TypedVitess } from "../../src/vtctld/typed/vitess.ts";
import { answer, refusal } from "./answers.ts";
import type { SeenCall } from "./grpc-server.ts";
import { vtctld } from "./session.ts";

const methods = loadServiceDefinition("vtctlservice.Vtctld");

/** The typed adapter against a server with these answers, as one that detected this release; every other call is unknown there. */
export async function typedBefore(
  answers: Readonly<Record<string, object>>,
  major = 24,
): Promise<{ readonly vitess: TypedVitess; readonly requests: () => readonly { readonly method: string; readonly request: unknown }[] }> {
  const seen: SeenCall[] = [];
  const server = await vtctld((call) => {
    seen.push(call);
    const given = answers[call.method];
    return given === undefined ? refusal(12, `unknown method ${call.method} for service vtctlservice.Vtctld`) : answer(call.method, given);
  });
  const caller = openCaller({ addresses: [server.address] });
  onTestFinished(() => caller.close());
  return {
    vitess: createTypedVitess(caller, DEADLINES, () => Promise.resolve(major)),
    requests: () =>
      seen.map(({ method, message }) => ({
        method,
        request: structuredClone(methods.get(method)?.requestDeserialize(message)),
      })),
  };
}
