/** Thrown by a handler: its whole queue rests for that long in every replica, and the job runs again afterwards, not counted as failed. */
export class LaneBusy extends Error {
  override readonly name = "LaneBusy";
  readonly forMs: number;
  constructor(forMs: number) {
    super(`The lane is busy for ${forMs} ms`);
    this.forMs = forMs;
  }
}
