import type { EnvelopeKind, FaultPlan } from "../workspace/faults.ts";
import type { Json } from "../blocks/json.ts";
import type { Ack, Retry, Transport } from "./transport.ts";

export interface Delivery {
  /** Commands and interactions: tried once; a person is waiting. */
  deliver(kind: "slash_commands" | "interactive", payload: Json): Promise<Ack>;
  /** Events: an unacked one is sent again after each of the retry delays, in the background. Resolves with the first attempt's ack. */
  deliverEvent(payload: Json): Promise<Ack>;
  close(): void;
}

/** Brings payloads to the app over the transport, through the planted delivery faults. */
export function createDelivery(deps: {
  readonly transport: Transport;
  readonly faults: FaultPlan;
  readonly ackTimeoutMs: number;
  readonly eventRetryDelaysMs: readonly number[];
}): Delivery {
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;

  function later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, ms);
    timer.unref();
    timers.add(timer);
  }

  async function attempt(kind: EnvelopeKind, payload: Json, retry?: Retry): Promise<Ack> {
    const fault = deps.faults.nextForDelivery(kind);
    if (fault?.kind === "not-delivered") return new Promise((resolve) => later(deps.ackTimeoutMs, () => resolve(lost)));
    if (fault?.kind === "duplicate") {
      const [first] = await Promise.all([deps.transport.send(kind, payload, retry), deps.transport.send(kind, payload, retry)]);
      return first;
    }
    const ack = await deps.transport.send(kind, payload, retry);
    return fault?.kind === "lost-ack" ? lost : ack;
  }

  function retryFrom(index: number, payload: Json, last: Ack): void {
    const delay = deps.eventRetryDelaysMs[index];
    if (closed || delay === undefined || last.ok || last.noRetry === true) return;
    const reason = last.error === "operation_timeout" ? "http_timeout" : "http_error";
    later(delay, () => {
      void attempt("events_api", payload, { attempt: index + 1, reason }).then((ack) => retryFrom(index + 1, payload, ack));
    });
  }

  return {
    deliver: (kind, payload) => attempt(kind, payload),
    async deliverEvent(payload) {
      const ack = await attempt("events_api", payload);
      retryFrom(0, payload, ack);
      return ack;
    },
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

const lost: Ack = { ok: false, error: "operation_timeout" };
