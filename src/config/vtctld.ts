import { isClusterName, type ClusterName } from "../core/names.ts";
import { isLoopback, parseHostPort } from "./addresses.ts";
import type { Reader } from "./read.ts";

/** One Vitess cluster: what it is called in commands and records, and how its vtctld is reached. */
export interface ClusterConfig {
  readonly name: ClusterName;
  /** `host:port` of every vtctld of this cluster; at least one. */
  readonly addresses: readonly string[];
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Present as soon as one of the four settings is: TLS, with the system's CAs when `ca` is absent. */
  readonly tls?: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer; readonly serverName?: string };
}

const DEFAULT_NAME = "vitess";

/** Undefined when something is missing or wrong; the reader then knows what. */
export function readCluster(read: Reader, warn: (warning: string) => void): ClusterConfig | undefined {
  const addresses = read.required("VTCTLD_ADDRESS");
  const name = read.optional("VTCTLD_CLUSTER") ?? DEFAULT_NAME;
  const credentials = readCredentials(read);
  const tls = readTls(read);
  if (addresses === undefined || !isClusterName(name)) return undefined;

  const far = addresses.filter((address) => !isLoopback(parseHostPort(address)?.host ?? ""));
  if (credentials !== undefined && tls === undefined && far.length > 0) {
    warn(`VTCTLD_PASSWORD goes over the network in the clear to ${far.join(", ")}; set VTCTLD_CA to use TLS.`);
  }
  return { name, addresses, ...(credentials === undefined ? {} : { credentials }), ...(tls === undefined ? {} : { tls }) };
}

function readCredentials(read: Reader): ClusterConfig["credentials"] {
  const username = read.optional("VTCTLD_USERNAME");
  const password = read.optional("VTCTLD_PASSWORD");
  refuseHalf(read, "VTCTLD_USERNAME", "VTCTLD_PASSWORD");
  return username === undefined || password === undefined ? undefined : { username, password };
}

function readTls(read: Reader): ClusterConfig["tls"] {
  const ca = read.file("VTCTLD_CA");
  const cert = read.file("VTCTLD_CERT");
  const key = read.file("VTCTLD_KEY");
  const serverName = read.optional("VTCTLD_SERVER_NAME");
  refuseHalf(read, "VTCTLD_CERT", "VTCTLD_KEY");
  if (ca === undefined && cert === undefined && key === undefined && serverName === undefined) return undefined;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}

/** Two settings that only mean something together. */
function refuseHalf(read: Reader, first: "VTCTLD_USERNAME" | "VTCTLD_CERT", second: "VTCTLD_PASSWORD" | "VTCTLD_KEY"): void {
  if (read.isSet(first) === read.isSet(second)) return;
  const [set, missing] = read.isSet(first) ? [first, second] : [second, first];
  read.problem({ setting: missing, wrong: `is not set although ${set} is`, right: "set both, or neither" });
}
