import { Fault } from "../../operations/fault.ts";
import type { AddressHealth } from "../../core/readings/clusters.ts";
import { trackHealth } from "./address-health.ts";
import { waitForConnection } from "./channel.ts";
import { openEndpoint, type Endpoint } from "./endpoint.ts";
import { combineGuards, type SendGuard } from "./send-guard.ts";
import { sendStreamed, sendUnary, type Collecting, type Held, type Send } from "./send.ts";
import { openSecrets, type Login } from "./secrets.ts";
import type { Method } from "../wire/definitions.ts";

// How long one address may take to accept a connection, so that a dead one leaves time for the next.
const CONNECT_WITHIN = 4_000;
// For an address that was just away: it reconnects in the background, so it is either connected by now or still away.
const CONNECT_AGAIN_WITHIN = 1_000;

const NO_CONNECTION = "no connection";

/** Makes single calls to one cluster, which may have several vtctlds. Throws only {@link Fault}. */
export interface Caller {
  /** Tries the address that answered last, then the others, all within one deadline. Addresses in their pause come last. */
  read<Request, Answer>(method: Method<Request, Answer>, request: Request, deadlineMs: number): Promise<Answer>;
  /** Sends once, to the address that answered last. */
  write<Request, Answer>(method: Method<Request, Answer>, request: Request, deadlineMs: number): Promise<Answer>;
  /** Collects every message of a server's stream: tries addresses as {@link read}, or with `once` sends as {@link write}. */
  collect<Request, Message>(method: Method<Request, Message>, request: Request, stream: Collecting<Message>): Promise<readonly Message[]>;
  /** Connects to the address that {@link write} would send to, or throws. Sends nothing. */
  connect(): Promise<void>;
  /** A caller with the same connections, whose writes must also pass this guard, after any guards it already had. */
  guardedBy(guard: SendGuard): Caller;
  addresses(): readonly AddressHealth[];
  /** A caller with the same connections, whose reads end when this signal aborts, and no other. Writes go on. */
  readsUntil(signal: AbortSignal): Caller;
  /** Closes the connections and abandons calls that are under way, so wait for writes first. */
  close(): void;
}

export interface VtctldPlace extends Login {
  readonly addresses: readonly string[];
  /** Called with what is wrong with a file of the login while its previous content is used. */
  readonly warn?: (warning: string) => void;
}

export function openCaller(where: VtctldPlace): Caller {
  const endpoints = where.addresses.map(openEndpoint);
  const secrets = openSecrets(where, where.warn ?? (() => undefined));
  const health = trackHealth(where.addresses);
  let answeredLast = endpoints[0];

  async function tryAt<T>(endpoint: Endpoint, deadline: number, send: Send<T>): Promise<T> {
    const { tls, metadata } = await secrets.current();
    const patience = endpoint.isResting() ? CONNECT_AGAIN_WITHIN : CONNECT_WITHIN;
    const taken = endpoint.take(tls);
    let stands = false;
    try {
      stands = await waitForConnection(taken.channel, Math.min(deadline, Date.now() + patience));
      if (!stands)
        throw new Fault("unreachable", `No connection to vtctld at ${endpoint.address}; nothing was sent`, { nothingSent: true });
      const answer = await send({ channel: taken.channel, metadata }, deadline);
      noteAnswer(endpoint);
      return answer;
    } catch (error) {
      if (!(error instanceof Fault)) throw new Fault("unexpected", "The call could not be made", { cause: error });
      if (error.kind === "unreachable" || error.kind === "denied") secrets.doubt();
      if (error.kind === "unreachable") markAway(endpoint, stands ? error.message : NO_CONNECTION);
      // A refusal is an answer too. A call that was never sent says nothing about the address.
      else if (error.kind !== "timed-out" && error.kind !== "stale") noteAnswer(endpoint);
      throw error;
    } finally {
      taken.giveBack();
    }
  }

  function noteAnswer(endpoint: Endpoint): void {
    answeredLast = endpoint;
    markUp(endpoint);
  }

  function markUp(endpoint: Endpoint): void {
    endpoint.answered();
    health.answers(endpoint.address);
  }

  function markAway(endpoint: Endpoint, reason: string): void {
    endpoint.failed();
    health.away(endpoint.address, reason);
  }

  /** Only connects to the addresses whose pause is over, so that no call waits for one that may still be dead. */
  function probeDue(): void {
    for (const endpoint of endpoints.filter((one) => one.isDue())) {
      // Counts as away until it connects, so that the next call does not probe it too.
      endpoint.failed();
      connectTo(endpoint).catch((error: unknown) => markAway(endpoint, error instanceof Fault ? error.message : NO_CONNECTION));
    }
  }

  async function connectTo(endpoint: Endpoint): Promise<void> {
    const taken = endpoint.take((await secrets.current()).tls);
    try {
      if (await waitForConnection(taken.channel, Date.now() + CONNECT_WITHIN)) markUp(endpoint);
      else markAway(endpoint, NO_CONNECTION);
    } finally {
      taken.giveBack();
    }
  }

  async function tryEach<T>(deadlineMs: number, send: Send<T>): Promise<T> {
    const deadline = Date.now() + deadlineMs;
    let fault: Fault | undefined;
    for (const endpoint of orderEndpoints(answeredLast, endpoints)) {
      try {
        // One address after the other: asking all at once would multiply the load of every poll.
        const answer = await tryAt(endpoint, deadline, send);
        probeDue();
        return answer;
      } catch (error) {
        if (!(error instanceof Fault) || error.kind !== "unreachable") throw error;
        fault = error;
      }
    }
    throw fault ?? toNoAddressFault();
  }

  async function sendOnce<T>(deadlineMs: number, send: Send<T>): Promise<T> {
    if (answeredLast === undefined) throw toNoAddressFault();
    return tryAt(answeredLast, Date.now() + deadlineMs, send);
  }

  function createGuardedCaller({ guard, signal }: Held): Caller {
    return {
      read: (method, request, deadlineMs) => tryEach(deadlineMs, sendUnary(method, request, { signal })),
      write: (method, request, deadlineMs) => sendOnce(deadlineMs, sendUnary(method, request, { guard })),
      collect: (method, request, stream) =>
        stream.once
          ? sendOnce(stream.deadlineMs, sendStreamed(method, request, stream, { guard, signal: stream.signal }))
          : tryEach(stream.deadlineMs, sendStreamed(method, request, stream, { signal })),
      connect: () => sendOnce(CONNECT_WITHIN, () => Promise.resolve()),
      guardedBy: (inner) => createGuardedCaller({ guard: guard === undefined ? inner : combineGuards(guard, inner), signal }),
      readsUntil: (until) => createGuardedCaller({ guard, signal: until }),
      addresses: () => health.all(),
      close() {
        for (const endpoint of endpoints) endpoint.close();
      },
    };
  }

  return createGuardedCaller({});
}

function toNoAddressFault(): Fault {
  return new Fault("unreachable", "No address of vtctld is configured", { nothingSent: true });
}

/** The address that answered last comes first; addresses in their pause come last. */
function orderEndpoints(first: Endpoint | undefined, endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const all = first === undefined ? endpoints : [first, ...endpoints.filter((endpoint) => endpoint !== first)];
  return [...all.filter((endpoint) => !endpoint.isResting()), ...all.filter((endpoint) => endpoint.isResting())];
}
