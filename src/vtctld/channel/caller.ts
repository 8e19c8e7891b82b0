import { Fault } from "../../operations/fault.ts";
import type { AddressHealth } from "../../core/readings/clusters.ts";
import { healthOf } from "./address-health.ts";
import { waitForConnection } from "./channel.ts";
import { openEndpoint } from "./endpoint.ts";
import type { Endpoint } from "./endpoint.ts";
import { passingBoth } from "./send-guard.ts";
import type { SendGuard } from "./send-guard.ts";
import { sendStreamed, sendUnary } from "./send.ts";
import type { Collecting, Send } from "./send.ts";
import { openSecrets } from "./secrets.ts";
import type { Login } from "./secrets.ts";
import type { Method } from "../wire/definitions.ts";

// How long one address may take to accept a connection, so that a dead one leaves time for the next.
const CONNECT_WITHIN = 4_000;
// One that was away a moment ago: its connection is tried again in the background, so it stands or it does not.
const CONNECT_AGAIN_WITHIN = 1_000;

const NO_CONNECTION = "no connection";

/** Makes single calls to one cluster, which may have several vtctlds. Throws only {@link Fault}. */
export interface Caller {
  /** Tries the address that answered last, then the others, all within one deadline; those that were away a moment ago last. */
  read<Request, Answer>(method: Method<Request, Answer>, request: Request, deadlineMs: number): Promise<Answer>;
  /** Sends once, to the address that answered last. */
  write<Request, Answer>(method: Method<Request, Answer>, request: Request, deadlineMs: number): Promise<Answer>;
  /** Every message of a server's stream: as {@link read}, or with `once` as {@link write}. */
  collect<Request, Message>(method: Method<Request, Message>, request: Request, stream: Collecting<Message>): Promise<readonly Message[]>;
  /** Has a connection to the address that {@link write} would send to, or throws. Sends nothing. */
  connect(): Promise<void>;
  /** The same connections; each message of the result's writes asks this guard last, and those that were there before. */
  guardedBy(guard: SendGuard): Caller;
  addresses(): readonly AddressHealth[];
  /** Ends the connections; a call that is still under way is abandoned, so wait for writes first. */
  close(): void;
}

export interface Where extends Login {
  readonly addresses: readonly string[];
  /** Hears what is wrong with a file of the login while an older content of it is used. */
  readonly warn?: (warning: string) => void;
}

export function openCaller(where: Where): Caller {
  const endpoints = where.addresses.map(openEndpoint);
  const secrets = openSecrets(where, where.warn ?? (() => undefined));
  const health = healthOf(where.addresses);
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
      // A no is an answer as well. Whoever was sent nothing said nothing.
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

  /** Asks the addresses whose pause is over for a connection, and nothing more: no call waits for one that may still be dead. */
  function probeDue(): void {
    for (const endpoint of endpoints.filter((one) => one.isDue())) {
      // Away until it opens, so that the next call does not probe as well.
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
    for (const endpoint of orderToTry(answeredLast, endpoints)) {
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
    throw fault ?? noAddressFault();
  }

  async function sendOnce<T>(deadlineMs: number, send: Send<T>): Promise<T> {
    if (answeredLast === undefined) throw noAddressFault();
    return tryAt(answeredLast, Date.now() + deadlineMs, send);
  }

  function callerBehind(guard: SendGuard | undefined): Caller {
    return {
      read: (method, request, deadlineMs) => tryEach(deadlineMs, sendUnary(method, request)),
      write: (method, request, deadlineMs) => sendOnce(deadlineMs, sendUnary(method, request, guard)),
      collect: (method, request, stream) =>
        stream.once
          ? sendOnce(stream.deadlineMs, sendStreamed(method, request, stream, guard))
          : tryEach(stream.deadlineMs, sendStreamed(method, request, stream)),
      connect: () => sendOnce(CONNECT_WITHIN, () => Promise.resolve()),
      guardedBy: (inner) => callerBehind(guard === undefined ? inner : passingBoth(guard, inner)),
      addresses: () => health.all(),
      close() {
        for (const endpoint of endpoints) endpoint.close();
      },
    };
  }

  return callerBehind(undefined);
}

function noAddressFault(): Fault {
  return new Fault("unreachable", "No address of vtctld is configured", { nothingSent: true });
}

/** The one that answered last first, and those that were away a moment ago when there is nobody else. */
function orderToTry(first: Endpoint | undefined, endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const all = first === undefined ? endpoints : [first, ...endpoints.filter((endpoint) => endpoint !== first)];
  return [...all.filter((endpoint) => !endpoint.isResting()), ...all.filter((endpoint) => endpoint.isResting())];
}
