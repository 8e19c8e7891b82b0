import { startFreshnessCheck } from "../../../src/core/operation/request/freshness.ts";
import { SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { readClocks } from "../../../src/vtctld/channel/clocks.ts";
import { openVitess } from "../../../src/vtctld/open.ts";
import { move } from "../names.ts";

/**
 * A worker that freezes (SIGSTOP, to itself) at one place on its way from the record of a call to its message: `after-record` is before it
 * makes the call, `at-the-question` is right before its last look at the clocks. `nowhere` does not freeze.
 */
export interface Frozen {
  readonly address: string;
  readonly version: number;
  readonly where: "nowhere" | "after-record" | "at-the-question";
}

const { address, version, where } = JSON.parse(process.env["FROZEN"] ?? "{}") as Frozen;

function freeze(here: Frozen["where"]): void {
  if (where === here) process.kill(process.pid, "SIGSTOP");
}

const { vitess, close } = openVitess({ addresses: [address], version });
await vitess.connect();
const isFresh = startFreshnessCheck(readClocks);
// This stands for the commit of the record; the parent process sees it in the output.
process.stdout.write("recorded\n");
freeze("after-record");
const guarded = vitess.whileFresh(() => {
  freeze("at-the-question");
  return isFresh();
});
try {
  await guarded.switchTraffic(move, SWITCH_DEFAULTS, { direction: "forward", dryRun: false });
  process.stdout.write("sent\n");
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  process.stdout.write(`${error.kind} ${error.nothingSent ? "nothing sent" : "sent"}\n`);
}
close();
