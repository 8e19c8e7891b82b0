import { cutAtValue } from "./values.ts";
import { withholdUnknown } from "./structure.ts";

/**
 * What of a text of Vitess or MySQL may be stored, logged and posted. First the text is cut at a place that is known to hold a row value;
 * then of what is left only the fixed words, the names in the places where Vitess writes names, and codes stay. So a form that nobody
 * has met yet loses too much and shows nothing. This is the only redaction: adapters apply it to every text that can hold rows, and code
 * behind them never sees one. Idempotent.
 */
export function redact(text: string): string {
  return withholdUnknown(cutAtValue(text));
}
