import { readFile, stat } from "node:fs/promises";

import { Metadata } from "@grpc/grpc-js";

import { Fault } from "../../operations/fault.ts";
import { demandCertificates, demandPair, Unusable } from "./pem.ts";

/** A file that whoever runs Tandem may replace at any time: its content counts, as it is then. */
export interface FromFile {
  readonly file: string;
}

export interface StaticCredentials {
  readonly username: string;
  /** In a file, one line break at its end is not part of it. */
  readonly password: string | FromFile;
}

export type Pem = Buffer | FromFile;

export interface Tls {
  readonly ca?: Pem;
  /** With `key`: the client's certificate, for mTLS. */
  readonly cert?: Pem;
  readonly key?: Pem;
  /** The name to expect in vtctld's certificate when it is not the host of the address. */
  readonly serverName?: string;
}

/** {@link Tls} as it was read. Another object when, and only when, something in it is another. */
export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly serverName?: string;
}

/** What a call proves itself with at one moment. */
export interface Proof {
  readonly tls: TlsMaterial | undefined;
  readonly metadata: Metadata;
}

/** The proof of the moment. */
export interface Secrets {
  /** Looks at the files at most every {@link LOOK_EVERY_MS}. Throws a {@link Fault} while nothing usable was ever read. */
  current(): Promise<Proof>;
  /** vtctld did not take the last one: the next call looks at the files at once. */
  doubt(): void;
}

const LOOK_EVERY_MS = 3_000;

/**
 * Keeps the login and the certificates as their files have them. Files that cannot be used, such as one that is half written or a
 * certificate without its key yet, leave what was read before, with one warning.
 */
export function openSecrets(login: Login, warn: (warning: string) => void): Secrets {
  const files = filesOf(login);
  // A text that cannot be sent is found when it is configured, not when it is used.
  if (files.length === 0) {
    const proof = proofFrom(login, new Map(), undefined);
    return { current: () => Promise.resolve(proof), doubt: () => undefined };
  }
  let known: { readonly proof: Proof; readonly stamp: string } | undefined;
  let warnedOf = "";
  let nextLook = 0;
  let looking: Promise<Proof> | undefined;

  async function look(): Promise<Proof> {
    nextLook = Date.now() + LOOK_EVERY_MS;
    // Before the content: what changes in between is found at the next look.
    const stamp = await stampOf(files);
    if (known?.stamp === stamp) return known.proof;
    try {
      const proof = proofFrom(login, await contentsOf(files), known?.proof.tls);
      known = { proof, stamp };
      return proof;
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      if (known === undefined) throw new Fault("denied", `${error.message}; nothing was sent`, { cause: error, nothingSent: true });
      if (warnedOf !== stamp) warn(`${error.message}; what was read before is used until it can be`);
      warnedOf = stamp;
      return known.proof;
    }
  }

  return {
    current() {
      if (known !== undefined && Date.now() < nextLook) return Promise.resolve(known.proof);
      looking ??= look().finally(() => {
        looking = undefined;
      });
      return looking;
    },
    doubt() {
      nextLook = 0;
    },
  };
}

/** How Tandem proves itself to a cluster's vtctlds, and they to it. */
export interface Login {
  readonly credentials?: StaticCredentials;
  readonly tls?: Tls;
}

type Contents = ReadonlyMap<string, Buffer>;

function filesOf({ credentials, tls }: Login): readonly string[] {
  const secrets = [credentials?.password, tls?.ca, tls?.cert, tls?.key];
  return secrets.flatMap((secret) => (isFromFile(secret) ? [secret.file] : []));
}

function isFromFile(secret: string | Pem | undefined): secret is FromFile {
  return typeof secret === "object" && "file" in secret;
}

/** Another text when a file was written or replaced: a mounted secret is a link that is set to another file. */
async function stampOf(files: readonly string[]): Promise<string> {
  const stamps = files.map(async (file) => {
    const found = await stat(file, { bigint: true }).catch(() => undefined);
    return found === undefined ? "away" : `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}`;
  });
  return (await Promise.all(stamps)).join(" ");
}

async function contentsOf(files: readonly string[]): Promise<Contents> {
  const read = files.map(async (file): Promise<[string, Buffer]> => {
    const content = await readFile(file).catch((error: unknown) => {
      const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
      throw new Unusable(`${file} cannot be read${code}`, { cause: error });
    });
    return [file, content];
  });
  return new Map(await Promise.all(read));
}

function proofFrom(login: Login, contents: Contents, before: TlsMaterial | undefined): Proof {
  return { metadata: metadataOf(login.credentials, contents), tls: login.tls && materialOf(login.tls, contents, before) };
}

/** Vitess' static authentication reads these two keys from every call. */
function metadataOf(login: StaticCredentials | undefined, contents: Contents): Metadata {
  const metadata = new Metadata();
  if (login === undefined) return metadata;
  const { username, password } = login;
  const text = isFromFile(password) ? passwordIn(password.file, contents) : password;
  // The library would say the same with the password in its text.
  if (!/^[ -~]*$/.test(username + text))
    throw new Fault("denied", "The username or the password for vtctld has characters that cannot be sent: only printable ASCII can", {
      nothingSent: true,
    });
  metadata.set("username", username);
  metadata.set("password", text);
  return metadata;
}

function passwordIn(file: string, contents: Contents): string {
  const text = (contents.get(file)?.toString("utf8") ?? "").replace(/\r?\n$/, "");
  if (text === "") throw new Unusable(`${file} is empty, and should hold a password`);
  if (!/^[ -~]*$/.test(text)) throw new Unusable(`${file} holds a password with characters that cannot be sent: only printable ASCII can`);
  return text;
}

function materialOf(tls: Tls, contents: Contents, before: TlsMaterial | undefined): TlsMaterial {
  const bytes = (pem: Pem | undefined): Buffer | undefined => (isFromFile(pem) ? contents.get(pem.file) : pem);
  const [ca, cert, key] = [bytes(tls.ca), bytes(tls.cert), bytes(tls.key)];
  if (before !== undefined && isSame(ca, before.ca) && isSame(cert, before.cert) && isSame(key, before.key)) return before;
  if (ca !== undefined && isFromFile(tls.ca)) demandCertificates(ca, tls.ca.file);
  if (cert !== undefined && key !== undefined && isFromFile(tls.cert)) demandPair(cert, key, tls.cert.file);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(tls.serverName === undefined ? {} : { serverName: tls.serverName }),
  };
}

function isSame(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other);
}
