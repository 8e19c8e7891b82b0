import type { RecordedCall, VtctldSimulator } from "../../../../practice/vtctld/simulator.ts";

/**
 * Lets everything happen for which no simulated time has to pass. The simulator waits for nothing but its clock, so a turn of the event loop
 * is enough; what is on its way over a connection takes more of them.
 */
export function aMoment(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** The simulator's record of the call that was sent last, as soon as it is there and has gone as far as it can at this simulated time. */
export async function arrived(simulator: VtctldSimulator, before: number): Promise<RecordedCall> {
  const end = Date.now() + ARRIVES_WITHIN_MS;
  for (;;) {
    const record = simulator.calls()[before];
    await aMoment();
    if (record !== undefined) return record;
    if (Date.now() > end) throw new Error("The call did not arrive");
  }
}

const ARRIVES_WITHIN_MS = 10_000;

/** Moves simulated time on in steps until the call has ended in the simulator, or `isEnough()`. */
export async function passTime({ clock }: VtctldSimulator, record: RecordedCall, stepMs: number, isEnough: () => boolean): Promise<void> {
  const isAnswered = (): boolean => record.outcome !== undefined;
  while (!isAnswered() && !isEnough()) {
    clock.advance(stepMs);
    await aMoment();
  }
}
