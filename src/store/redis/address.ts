/** Where Redis is, parsed from `REDIS_URL`. */
export type Address =
  | { readonly kind: "single"; readonly host: string; readonly port: number; readonly db: number; readonly access: Access }
  | { readonly kind: "sentinel"; readonly nodes: readonly Node[]; readonly master: string; readonly db: number; readonly access: Access }
  | { readonly kind: "cluster"; readonly nodes: readonly Node[]; readonly access: Access };

interface Node {
  readonly host: string;
  readonly port: number;
}

/** How to log in to Redis. A secret: never log it. */
export interface Access {
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
}

const FORM = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/?#]+)(?:\/([^?#]*))?$/;
const EXPECTED =
  "expected redis://host:6379/0, rediss://…, redis+sentinel://host:26379,host:26379/master/0 or redis+cluster://host:6379,host:6379";

/**
 * Reads `redis://[user:password@]host[:port][/db]`, `redis+sentinel://…/master[/db]` and `redis+cluster://…`; `rediss` means TLS. User and
 * password are percent-encoded. Errors never repeat the URL, since it may hold a password.
 */
export function parseRedisUrl(url: string): Address {
  const [, scheme, topology, credentials, hosts = "", path = ""] = FORM.exec(url) ?? [];
  if (scheme === undefined) throw new TypeError(`The Redis URL is not understood: ${EXPECTED}`);
  const access = parseAccess(scheme === "rediss", credentials ?? "");
  const segments = path.split("/").filter((segment) => segment !== "");

  if (topology === "cluster") {
    if (segments.length > 0) throw new TypeError(`A Redis Cluster has no database numbers: ${EXPECTED}`);
    return { kind: "cluster", nodes: hosts.split(",").map((host) => parseNode(host, 6379)), access };
  }
  if (topology === "sentinel") {
    const [master, db, ...rest] = segments;
    if (master === undefined || rest.length > 0) throw new TypeError(`The Redis URL needs the name of the master: ${EXPECTED}`);
    const nodes = hosts.split(",").map((host) => parseNode(host, 26_379));
    return { kind: "sentinel", nodes, master: decodeURIComponent(master), db: parseDatabaseNumber(db), access };
  }
  if (segments.length > 1) throw new TypeError(`The Redis URL is not understood: ${EXPECTED}`);
  return { kind: "single", ...parseNode(hosts, 6379), db: parseDatabaseNumber(segments[0]), access };
}

function parseAccess(tls: boolean, credentials: string): Access {
  const colon = credentials.indexOf(":");
  const username = decodeURIComponent(colon < 0 ? credentials : credentials.slice(0, colon));
  const password = colon < 0 ? "" : decodeURIComponent(credentials.slice(colon + 1));
  return { tls, ...(username === "" ? {} : { username }), ...(password === "" ? {} : { password }) };
}

function parseNode(text: string, defaultPort: number): Node {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:,[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw new TypeError(`The Redis URL has an address that is not host or host:port: ${EXPECTED}`);
  return { host, port: port === undefined ? defaultPort : Number(port) };
}

function parseDatabaseNumber(segment: string | undefined): number {
  if (segment !== undefined && !/^\d{1,5}$/.test(segment)) throw new TypeError(`The Redis URL's database is not a number: ${EXPECTED}`);
  return Number(segment ?? 0);
}
