import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Pair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface Certificates {
  readonly ca: Buffer;
  /** For the names `vtctld.test` and `slack.test`, and not for any address. */
  readonly server: Pair;
  /** For `localhost`. */
  readonly local: Pair;
  readonly client: Pair;
  /** A client of another authority. */
  readonly stranger: Pair;
}

/** Makes an authority and its certificates, with openssl, for one run of the tests. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), "tandem-tls-"));
  try {
    const authority = selfSigned(folder, "authority");
    const server = signed(folder, "authority", "server", "subjectAltName=DNS:vtctld.test,DNS:slack.test");
    const local = signed(folder, "authority", "local", "subjectAltName=DNS:localhost");
    const client = signed(folder, "authority", "client", "extendedKeyUsage=clientAuth");
    return { ca: authority.cert, server, local, client, stranger: selfSigned(folder, "stranger") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];

function selfSigned(folder: string, name: string): Pair {
  openssl(folder, ["req", "-x509", ...NEW_KEY, "-keyout", `${name}.key`, "-out", `${name}.crt`, "-subj", `/CN=${name}`, "-days", "2"]);
  return pair(folder, name);
}

function signed(folder: string, authority: string, name: string, extension: string): Pair {
  writeFileSync(join(folder, `${name}.ext`), extension);
  openssl(folder, ["req", ...NEW_KEY, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`]);
  const by = ["-CA", `${authority}.crt`, "-CAkey", `${authority}.key`, "-CAcreateserial", "-extfile", `${name}.ext`];
  openssl(folder, ["x509", "-req", "-in", `${name}.csr`, "-out", `${name}.crt`, "-days", "2", ...by]);
  return pair(folder, name);
}

function pair(folder: string, name: string): Pair {
  return { cert: readFileSync(join(folder, `${name}.crt`)), key: readFileSync(join(folder, `${name}.key`)) };
}

// Comes with the system, like git.
const PROGRAM = "openssl";

function openssl(folder: string, words: readonly string[]): void {
  execFileSync(PROGRAM, words, { cwd: folder, stdio: "pipe" });
}
