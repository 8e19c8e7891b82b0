import { createHash } from "node:crypto";

/** The digest that the product is given: SHA-256 in hex. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
