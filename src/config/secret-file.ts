import { statSync } from "node:fs";
import { readContent } from "./files.ts";

/** A secret of the settings: its value, or the file that holds it. Never log it. */
export type Secret = string | FollowedFile;

/** A file with one secret, which whoever runs Tandem may replace at any time. */
export interface FollowedFile {
  readonly file: string;
  /**
   * What the file holds. It is looked at every {@link CHECK_EVERY_MS} at most. While it is gone, empty or of the wrong form the value before
   * stays, and `warn` hears so once, by the file's name.
   */
  current(warn: (warning: string) => void): string;
}

const CHECK_EVERY_MS = 3_000;

/** Opens a file of a secret, which must be of the right form now; otherwise returns what is wrong with it, without its content. */
export function openSecretFile(file: string, isRight: (text: string) => boolean): FollowedFile | { readonly trouble: string } {
  // Stamp before reading: a change in between is then found at the next look.
  let stamp = stampFile(file);
  const first = readSecret(file, isRight);
  if ("trouble" in first) return first;
  let { text } = first;
  let nextLook = performance.now() + CHECK_EVERY_MS;
  return {
    file,
    current(warn) {
      if (performance.now() < nextLook) return text;
      nextLook = performance.now() + CHECK_EVERY_MS;
      const now = stampFile(file);
      if (now === stamp) return text;
      stamp = now;
      const read = readSecret(file, isRight);
      if ("trouble" in read) warn(`${file} ${read.trouble}; what it held before is used until it holds a secret again`);
      else text = read.text;
      return text;
    },
  };
}

/** Gives the value of a secret at each moment. */
export function followSecret(secret: Secret, warn: (warning: string) => void): () => string {
  return typeof secret === "string" ? () => secret : () => secret.current(warn);
}

/** Changes when a file is written or replaced, or becomes readable: a mounted secret is a link that is pointed at another file. */
function stampFile(file: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch {
    // Reading it says why.
    return "away";
  }
}

function readSecret(file: string, isRight: (text: string) => boolean): { readonly text: string } | { readonly trouble: string } {
  const content = readContent(file);
  if (typeof content === "string") return { trouble: content };
  // Most editors end a file with a line break, which is no part of the secret.
  const text = content.toString("utf8").replace(/\r?\n$/, "");
  if (text === "") return { trouble: "is empty" };
  return isRight(text) ? { text } : { trouble: "does not hold the secret alone, in its form" };
}
