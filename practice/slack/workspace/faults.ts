import type { Json } from "../blocks/json.ts";

/** Something that goes wrong in a Web API call. `accept-then-fail` does the work and then breaks the connection. */
export type ApiFault = {
  /** A method's name, or `*` for any. */
  readonly method: string;
  /** How many calls it hits; default 1. */
  readonly times?: number;
  /** Hits only calls with these arguments. */
  readonly when?: (args: Json) => boolean;
} & (
  | { readonly kind: "429"; readonly retryAfter?: number }
  | { readonly kind: "5xx"; readonly status?: number }
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "drop" }
  | { readonly kind: "accept-then-fail" }
  | { readonly kind: "ok-false"; readonly error: string }
);

export type EnvelopeKind = "slash_commands" | "interactive" | "events_api";

/** Something that goes wrong between Slack and the app: sent twice, never sent, or its ack lost on the way back. */
interface DeliveryFault {
  readonly deliver: EnvelopeKind | "*";
  readonly kind: "duplicate" | "not-delivered" | "lost-ack";
  readonly times?: number;
}

export interface Faults {
  add(fault: ApiFault | DeliveryFault): void;
  clear(): void;
}

export interface FaultPlan extends Faults {
  nextForCall(method: string, args: Json): ApiFault | undefined;
  nextForDelivery(kind: EnvelopeKind): DeliveryFault | undefined;
}

/** Planted faults, used up in the order in which they were added. */
export function createFaults(): FaultPlan {
  const planted: { readonly fault: ApiFault | DeliveryFault; left: number }[] = [];

  function takeFirst<F extends ApiFault | DeliveryFault>(matches: (fault: ApiFault | DeliveryFault) => fault is F): F | undefined {
    for (const entry of planted) {
      if (entry.left > 0 && matches(entry.fault)) {
        entry.left -= 1;
        return entry.fault;
      }
    }
    return undefined;
  }

  return {
    add: (fault) => void planted.push({ fault, left: fault.times ?? 1 }),
    clear: () => void planted.splice(0),
    nextForCall: (method, args) =>
      takeFirst(
        (fault): fault is ApiFault =>
          "method" in fault && (fault.method === "*" || fault.method === method) && (fault.when === undefined || fault.when(args)),
      ),
    nextForDelivery: (kind) =>
      takeFirst((fault): fault is DeliveryFault => "deliver" in fault && (fault.deliver === "*" || fault.deliver === kind)),
  };
}
