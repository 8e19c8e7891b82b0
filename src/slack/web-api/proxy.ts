import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici";

/** The proxy to Slack. Its address may contain a password: never log it. */
export interface ProxySettings {
  readonly address: string;
  /** Hosts that are reached without it, with commas between, as in NO_PROXY. */
  readonly except: string;
}

/**
 * Sends whatever this process asks over HTTPS or a secure WebSocket through a proxy from now on: Slack's API, Socket Mode, files, and answers to
 * commands. vtctld and Redis are not reached over HTTP, and so never through it.
 */
export function useProxy({ address, except }: ProxySettings): void {
  // Plain HTTP is for a practice Slack on this machine.
  setGlobalDispatcher(new EnvHttpProxyAgent({ httpsProxy: address, httpProxy: "", noProxy: except }));
}
