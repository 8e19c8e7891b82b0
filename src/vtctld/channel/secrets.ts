import { readFile, stat } from "node:fs/promises";

import { Metadata } from "@grpc/grpc-js";

import { Fault } from "../../operations/fault.ts";
import { demandCertificates, demandPair, Unusable } from "./pem.ts";

/** A file that whoever runs Tandem may replace at any time: each use takes its current content. */
export interface ReplaceableFile {
  readonly file: string;
}

export interface StaticCredentials {
  readonly username: string;
  /** One line break at the end of a password file is not part of the password. */
  readonly password: string | ReplaceableFile;
}

export type Pem = Buffer | ReplaceableFile;

export interface Tls {
  readonly ca?: Pem;
  /** With `key`: the client's certificate, for mTLS. */
  readonly cert?: Pem;
  readonly key?: Pem;
  /** The name to expect in vtctld's certificate if it differs from the host of the address. */
  readonly serverName?: string;
}

/** The contents read for {@link Tls}. A new object if, and only if, some content has changed. */
export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly serverName?: string;
}

/** The credentials of a call at one moment. */
export interface Proof {
  readonly tls: TlsMaterial | undefined;
  readonly metadata: Metadata;
}

/** Gives the current credentials. */
export interface Secrets {
  /** Checks the files at most every {@link FILE_CHECK_MS}. Throws a {@link Fault} until it has read something usable. */
  current(): Promise<Proof>;
  /** vtctld rejected the last credentials: the next call checks the files at once. */
  doubt(): void;
}

const FILE_CHECK_MS = 3_000;

/**
 * Follows the login and certificates as their files change. If files cannot be used, such as one that is half written or a certificate
 * whose key is not there yet, the previous contents stay in use and one warning is given.
 */
export function openSecrets(login: Login, warn: (warning: string) => void): Secrets {
  const files = listSecretFiles(login);
  // Without files, a text that cannot be sent is found at startup, not at the first call.
  if (files.length === 0) {
    const proof = composeProof(login, new Map(), undefined);
    return { current: () => Promise.resolve(proof), doubt: () => undefined };
  }
  let known: { readonly proof: Proof; readonly stamp: string } | undefined;
  let warnedOf = "";
  let nextLook = 0;
  let looking: Promise<Proof> | undefined;

  async function look(): Promise<Proof> {
    nextLook = Date.now() + FILE_CHECK_MS;
    // Stamp before reading: a change in between is then found at the next look.
    const stamp = await stampFiles(files);
    if (known?.stamp === stamp) return known.proof;
    try {
      const proof = composeProof(login, await readContents(files), known?.proof.tls);
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

/** How Tandem and a cluster's vtctlds prove themselves to each other. */
export interface Login {
  readonly credentials?: StaticCredentials;
  readonly tls?: Tls;
}

type Contents = ReadonlyMap<string, Buffer>;

function listSecretFiles({ credentials, tls }: Login): readonly string[] {
  const secrets = [credentials?.password, tls?.ca, tls?.cert, tls?.key];
  return secrets.flatMap((secret) => (isFromFile(secret) ? [secret.file] : []));
}

function isFromFile(secret: string | Pem | undefined): secret is ReplaceableFile {
  return typeof secret === "object" && "file" in secret;
}

/** Changes when a file is written or replaced: a mounted secret is a link that is pointed at another file. */
async function stampFiles(files: readonly string[]): Promise<string> {
  const stamps = files.map(async (file) => {
    const found = await stat(file, { bigint: true }).catch(() => undefined);
    return found === undefined ? "away" : `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}`;
  });
  return (await Promise.all(stamps)).join(" ");
}

async function readContents(files: readonly string[]): Promise<Contents> {
  const read = files.map(async (file): Promise<[string, Buffer]> => {
    const content = await readFile(file).catch((error: unknown) => {
      const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
      throw new Unusable(`${file} cannot be read${code}`, { cause: error });
    });
    return [file, content];
  });
  return new Map(await Promise.all(read));
}

function composeProof(login: Login, contents: Contents, before: TlsMaterial | undefined): Proof {
  return { metadata: toLoginMetadata(login.credentials, contents), tls: login.tls && composeTlsMaterial(login.tls, contents, before) };
}

/** Vitess' static authentication reads these two keys from every call. */
function toLoginMetadata(login: StaticCredentials | undefined, contents: Contents): Metadata {
  const metadata = new Metadata();
  if (login === undefined) return metadata;
  const { username, password } = login;
  const text = isFromFile(password) ? requirePassword(password.file, contents) : password;
  // The library's own error would repeat the password.
  if (!/^[ -~]*$/.test(username + text))
    throw new Fault("denied", "The username or the password for vtctld has characters that cannot be sent: only printable ASCII can", {
      nothingSent: true,
    });
  metadata.set("username", username);
  metadata.set("password", text);
  return metadata;
}

function requirePassword(file: string, contents: Contents): string {
  const text = (contents.get(file)?.toString("utf8") ?? "").replace(/\r?\n$/, "");
  if (text === "") throw new Unusable(`${file} is empty, and should hold a password`);
  if (!/^[ -~]*$/.test(text)) throw new Unusable(`${file} holds a password with characters that cannot be sent: only printable ASCII can`);
  return text;
}

function composeTlsMaterial(tls: Tls, contents: Contents, before: TlsMaterial | undefined): TlsMaterial {
  const readPemBytes = (pem: Pem | undefined): Buffer | undefined => (isFromFile(pem) ? contents.get(pem.file) : pem);
  const [ca, cert, key] = [readPemBytes(tls.ca), readPemBytes(tls.cert), readPemBytes(tls.key)];
  if (before !== undefined && isSameFile(ca, before.ca) && isSameFile(cert, before.cert) && isSameFile(key, before.key)) return before;
  if (ca !== undefined && isFromFile(tls.ca)) demandCertificates(ca, tls.ca.file);
  if (cert !== undefined && key !== undefined && isFromFile(tls.cert)) demandPair(cert, key, tls.cert.file);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(tls.serverName === undefined ? {} : { serverName: tls.serverName }),
  };
}

function isSameFile(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other);
}
