/**
 * What became of a changed `tandem.yaml`, which counts whole or not at all. `taken`: it is in force. `refused`: it is wrong. `needs-restart`:
 * it changes what cannot change while Tandem runs. If it was not taken, what was in force before stays.
 */
export interface ConfigChange {
  readonly how: "taken" | "refused" | "needs-restart";
  /** The name of the file, without folders. */
  readonly file: string;
  /** What is changed, what is wrong, or what needs the restart: words or sentences, without secrets. */
  readonly what: readonly string[];
}
