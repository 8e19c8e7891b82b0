import { createHash } from "node:crypto";

/** SHA-256 in hex: what the pure parts are given to name a text by. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
