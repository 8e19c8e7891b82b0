import type { Instant } from "../../core/readings/readings.ts";
import { readJsonObject } from "../text/json-object.ts";

/** What a fleet message in Slack shows, as recorded beside its ts. */
export interface ShownFleet {
  readonly at: Instant;
  /** The message without the times at which things were read. */
  readonly facts: string;
  /** Which wish of the channel it answers. */
  readonly askedAt: Instant;
  /** `pinned`, or Slack's code for not pinning it; absent while that has not been tried. */
  readonly pin?: string;
}

export function encodeShownFleet(shown: ShownFleet): string {
  return JSON.stringify(shown);
}

/** Undefined for anything that {@link encodeShownFleet} did not write: the message is then simply posted anew. */
export function decodeShownFleet(text: string): ShownFleet | undefined {
  const value: unknown = readJsonObject(text);
  return isShownFleet(value) ? value : undefined;
}

function isShownFleet(value: unknown): value is ShownFleet {
  if (typeof value !== "object" || value === null) return false;
  const { at, facts, askedAt, pin }: Partial<Record<keyof ShownFleet, unknown>> = value;
  return [at, askedAt].every((one) => typeof one === "number") && typeof facts === "string" && ["string", "undefined"].includes(typeof pin);
}
