import { decode, type Format } from "../../src/store/schemas/document.ts";
import { type StoredSample, storedSamples } from "./stored-samples.ts";

export type Json = Readonly<Record<string, unknown>>;

/** The content of a 0.1.0 sample, as it was written. */
export function before({ text }: StoredSample): Json {
  const { d }: { d: Json } = JSON.parse(text);
  return d;
}

export function upgraded<T>(format: Format<T>, { key, text }: StoredSample): T {
  return decode(key, format, text);
}

/** The names and samples of a kind: `[what, sample]`, those whose name matches the pattern. */
export function samples(kind: string, pattern = /./): readonly (readonly [string, StoredSample])[] {
  const found = storedSamples(kind).filter(({ what }) => pattern.test(what));
  if (found.length === 0) throw new Error(`no ${kind} like ${pattern.source}`);
  return found.map((sample) => [sample.what, sample]);
}

export const OF_OVERRIDES = /\/override-/;

/** What an execution was in 0.1.0, and the approved facts of a request. */
export interface Before {
  readonly plan: readonly Json[];
  readonly step: number;
  readonly calls: readonly Json[];
  readonly hold: Json;
  readonly outcome: Json;
  readonly seal: Json;
  readonly act: { readonly verb: string; readonly options: Json };
  readonly createdAt: number;
  readonly useBy: number;
  readonly soakUntil?: number;
}

export function executionBefore(sample: StoredSample): Before {
  return before(sample) as unknown as Before;
}
