import type { Metadata } from "@grpc/grpc-js";
import { VtctldError } from "../cluster/errors.ts";
import { serve } from "./server.ts";
import { openWireClient, type WireAnswer } from "./wire-client.ts";

/**
 * A proxy before vtctld, like a load balancer: it receives a whole call and passes it on, even if the client is gone meanwhile, which
 * vtctld does not see. Typed calls only.
 */
export interface Relay {
  /** `127.0.0.1:port` */
  readonly address: string;
  /** Holds the next call of this kind until it is released. */
  hold(target: HoldTarget): HeldCall;
  close(): Promise<void>;
}

interface HoldTarget {
  readonly rpc: string;
  /** Only calls whose decoded request passes. */
  readonly where?: (request: Readonly<Record<string, unknown>>) => boolean;
}

export interface HeldCall {
  /** Resolves when the relay has the call, which vtctld does not know yet. */
  readonly arrived: Promise<void>;
  /** Passes the call on; resolves with vtctld's answer, whether or not anybody waits for it. */
  letGo(): Promise<WireAnswer>;
}

/** Longer than any test: the relay itself ends no call. */
const NEVER_MS = 24 * 3600_000;

interface Waiting extends HoldTarget {
  arrived(): void;
  readonly released: Promise<void>;
  answered(answer: WireAnswer): void;
}

/** Opens a relay to a vtctld on a free port of 127.0.0.1. */
export async function openRelay(vtctldAddress: string): Promise<Relay> {
  const vtctld = openWireClient(vtctldAddress);
  const waiting: Waiting[] = [];

  const server = await serve(async ({ method, request, metadata }) => {
    const place = waiting.findIndex(({ rpc, where }) => rpc === method && (where?.(request) ?? true));
    const [held] = place < 0 ? [] : waiting.splice(place, 1);
    held?.arrived();
    await held?.released;
    const answer = await vtctld.call(method, request, { deadlineMs: NEVER_MS, metadata: toMetadataTexts(metadata) });
    held?.answered(answer);
    if (answer.code !== 0) throw new VtctldError(answer.details, answer.code);
    return answer.response ?? {};
  });

  return {
    address: `127.0.0.1:${server.port}`,
    hold(target) {
      const arrival = createOpened<void>();
      const release = createOpened<void>();
      const answer = createOpened<WireAnswer>();
      waiting.push({ ...target, arrived: arrival.resolve, released: release.promise, answered: answer.resolve });
      return {
        arrived: arrival.promise,
        letGo() {
          release.resolve();
          return answer.promise;
        },
      };
    },
    async close() {
      await server.close();
      vtctld.close();
    },
  };
}

/** A promise with its resolver. */
function createOpened<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  const hands: ((value: T) => void)[] = [];
  const promise = new Promise<T>((keep) => void hands.push(keep));
  return { promise, resolve: (value) => hands.forEach((keep) => keep(value)) };
}

function toMetadataTexts(metadata: Metadata): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata.getMap()).map(([name, value]) => [name, String(value)]));
}
