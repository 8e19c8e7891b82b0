/** Splits an address into its host, in lower case and without brackets, and its port. */
function splitAddress(address: string): { readonly host: string; readonly port: string } {
  const [, host = "", port = ""] = /^(?:\w+:\/\/)?(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(address.trim().toLowerCase()) ?? [];
  return { host: host.replace(/^\[(.*)\]$/, "$1"), port };
}

const LOOPBACK = /^(?:localhost|ip6-localhost|127(?:\.\d{1,3}){3}|::1|0\.0\.0\.0)$/;

/** A key that is equal for two addresses of the same server, whatever the case and whichever name of the local machine. */
export function toServerKey(address: string): string {
  const { host, port } = splitAddress(address);
  return `${LOOPBACK.test(host) ? "localhost" : host}:${port}`;
}

// What pages and scripts write instead of a host: `vtctld.host`, `vtctld_host`, `<host>`, `$VTCTLD`, `{{server}}`, names that RFC 2606
// reserves for examples.
const PLACEHOLDER_HOST =
  /^(?:host|hostname|server|address|addr|vtctld(?:[._-]?(?:host|hostname|server|addr|address))?|your[._-].*|.*\.(?:example|invalid|test)|(?:.*\.)?example\.(?:com|net|org))$/;

/** True for an address that names nobody's real server: a placeholder, or the machine the line was copied on. */
export function isExampleServer(address: string): boolean {
  if (/[<>${}]/.test(address)) return true;
  const { host } = splitAddress(address);
  return LOOPBACK.test(host) || PLACEHOLDER_HOST.test(host);
}
