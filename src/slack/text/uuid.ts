import { markCode } from "./escape.ts";

/** The beginning of a uuid, enough to tell it from others nearby. */
export function shortenUuid(text: string): string {
  return markCode(text.length > 8 ? `${text.slice(0, 8)}…` : text);
}
