/** An address without its port, in lower case and without brackets, and its port. */
function partsOf(address: string): { readonly host: string; readonly port: string } {
  const [, host = "", port = ""] = /^(?:\w+:\/\/)?(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(address.trim().toLowerCase()) ?? [];
  return { host: host.replace(/^\[(.*)\]$/, "$1"), port };
}

const LOOPBACK = /^(?:localhost|ip6-localhost|127(?:\.\d{1,3}){3}|::1|0\.0\.0\.0)$/;

/** The same for two addresses that mean the same server: in capitals or not, and by whatever name of this machine. */
export function serverKey(address: string): string {
  const { host, port } = partsOf(address);
  return `${LOOPBACK.test(host) ? "localhost" : host}:${port}`;
}

// What pages and scripts have in place of a host: `vtctld.host`, `vtctld_host`, `<host>`, `$VTCTLD`, `{{server}}`, names that RFC 2606 keeps
// for examples.
const EXAMPLE =
  /^(?:host|hostname|server|address|addr|vtctld(?:[._-]?(?:host|hostname|server|addr|address))?|your[._-].*|.*\.(?:example|invalid|test)|(?:.*\.)?example\.(?:com|net|org))$/;

/** True for an address that names no server of anybody's: a placeholder, or the machine that the line was copied on. */
export function isExampleServer(address: string): boolean {
  if (/[<>${}]/.test(address)) return true;
  const { host } = partsOf(address);
  return LOOPBACK.test(host) || EXAMPLE.test(host);
}
