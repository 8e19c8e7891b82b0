import { expect, onTestFinished, test } from "vitest";

import { openCaller } from "../../../src/vtctld/channel/caller.ts";
import { DEADLINES } from "../../../src/vtctld/channel/deadlines.ts";
import { createLegacyCommands } from "../../../src/vtctld/legacy/call/calls.ts";
import { prints } from "../legacy/server.ts";
import { vtctld } from "../session.ts";

test("a call that was abandoned while it waited for its connection is not sent", async () => {
  const server = await vtctld(() => prints(""));
  const caller = openCaller({ addresses: [server.address] });
  onTestFinished(() => caller.close());
  const commands = createLegacyCommands(caller, DEADLINES, 12);
  const leaving = new AbortController();
  const left = commands.write(["VDiff", "customer.wf"], 5_000, leaving.signal);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ name: "Fault", kind: "timed-out" });
  // The server receives messages of this connection in order.
  await commands.read(["Workflow", "customer.wf", "show"]);
  expect(server.seen).toHaveLength(1);
});
