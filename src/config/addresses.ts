const LAST_PORT = 65_535;
const BRACKETED = /^\[([0-9A-Fa-f:.]+)\]:(\d{1,5})$/;
const PLAIN = /^([A-Za-z0-9._-]+):(\d{1,5})$/;
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** `host:15999` or `[::1]:15999`; undefined for anything else. The host has no brackets. */
export function parseHostPort(text: string): HostPort | undefined {
  const [, host, digits] = BRACKETED.exec(text) ?? PLAIN.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined || port < 1 || port > LAST_PORT) return undefined;
  return { host, port };
}

/** True if nothing that is sent to this host leaves the machine. */
export function isLoopback(host: string): boolean {
  return LOOPBACK_HOST.test(host.replace(/^\[(.*)\]$/, "$1"));
}
