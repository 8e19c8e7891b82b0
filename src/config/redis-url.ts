import { parseHostPorts, type HostPort } from "./addresses.ts";

interface Access {
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
}

/** Where Redis is, and in which of its three shapes. */
export type RedisTarget = Access &
  (
    | { readonly kind: "single"; readonly at: HostPort; readonly db: number }
    | { readonly kind: "sentinel"; readonly sentinels: readonly HostPort[]; readonly master: string; readonly db: number }
    | { readonly kind: "cluster"; readonly nodes: readonly HostPort[] }
  );

// WHATWG URL refuses several hosts, so the parts are taken apart here: scheme, login, hosts, path.
const FORM = /^(rediss?)(\+sentinel|\+cluster)?:\/\/(?:([^@/]*)@)?([^@/]+)(?:\/([^?#]*))?$/;
const DEFAULT_PORT = { single: 6379, sentinel: 26_379, cluster: 6379 };
const DATABASE = /^\d{1,4}$/;

/**
 * Reads `redis://[user:password@]host[:port][/db]`, `redis+sentinel://[user:password@]host[:port],…/master[/db]` and
 * `redis+cluster://[user:password@]host[:port],…`; each with `rediss` for TLS. Login parts are percent-encoded. The login is that of
 * the Redis servers, not of the sentinels. Undefined for anything else.
 */
export function parseRedisUrl(url: string): RedisTarget | undefined {
  const [, scheme, shape, login, hosts = "", path = ""] = FORM.exec(url) ?? [];
  const kind = shape === "+sentinel" ? "sentinel" : shape === "+cluster" ? "cluster" : "single";
  const at = parseHostPorts(withPorts(hosts, DEFAULT_PORT[kind]));
  const access = accessOf(scheme === "rediss", login);
  if (scheme === undefined || at === undefined || access === undefined) return undefined;
  if (kind === "cluster") return path === "" ? { kind, ...access, nodes: at } : undefined;

  const [first = "", second, ...rest] = path.split("/");
  if (kind === "sentinel") {
    const db = databaseOf(second);
    return first === "" || db === undefined || rest.length > 0 ? undefined : { kind, ...access, sentinels: at, master: first, db };
  }
  const db = databaseOf(first === "" ? undefined : first);
  const [only, ...others] = at;
  return only === undefined || others.length > 0 || db === undefined || second !== undefined
    ? undefined
    : { kind, ...access, at: only, db };
}

function withPorts(hosts: string, port: number): string {
  return hosts
    .split(",")
    .map((host) => (/:\d+$/.test(host) ? host : `${host}:${port}`))
    .join(",");
}

function accessOf(tls: boolean, login: string | undefined): Access | undefined {
  if (login === undefined || login === "") return { tls };
  const colon = login.indexOf(":");
  try {
    const username = decodeURIComponent(colon < 0 ? login : login.slice(0, colon));
    const password = colon < 0 ? "" : decodeURIComponent(login.slice(colon + 1));
    return { tls, ...(username === "" ? {} : { username }), ...(password === "" ? {} : { password }) };
  } catch (error) {
    // A stray % in a password: the URL is malformed, and the caller says so without showing it.
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function databaseOf(text: string | undefined): number | undefined {
  if (text === undefined) return 0;
  return DATABASE.test(text) ? Number(text) : undefined;
}
