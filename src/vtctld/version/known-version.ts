import type { VitessVersion } from "../../core/vitess/version.ts";

/** A version stands so long before it is looked up again: a cluster may be upgraded under way. */
const STANDS_FOR = 10 * 60_000;
/** What a release lacks is asked for again and again; so often at most is it looked up for that. */
const NOT_AGAIN_WITHIN = 60_000;

/** The version of one cluster, found at the first question. */
export interface KnownVersion {
  /** One that is old is still the answer when it cannot be looked up again now; with none at all, that fault is thrown. */
  current(): Promise<VitessVersion>;
  /** Something that this version should have was not there: the next question looks it up. */
  doubt(): void;
}

export function knownVersion(probe: () => Promise<VitessVersion>, now: () => number = Date.now): KnownVersion {
  let known: { readonly version: VitessVersion; readonly at: number } | undefined;
  let looking: Promise<VitessVersion> | undefined;
  let doubted = false;

  async function look(): Promise<VitessVersion> {
    try {
      const version = await probe();
      known = { version, at: now() };
      doubted = false;
      return version;
    } catch (error) {
      if (known === undefined) throw error;
      // The call itself will say what is wrong; not every call has to wait for that twice.
      known = { ...known, at: now() - STANDS_FOR + NOT_AGAIN_WITHIN };
      doubted = false;
      return known.version;
    } finally {
      looking = undefined;
    }
  }

  return {
    async current() {
      const age = known === undefined ? Number.POSITIVE_INFINITY : now() - known.at;
      if (known !== undefined && age < (doubted ? NOT_AGAIN_WITHIN : STANDS_FOR)) return known.version;
      // Many calls ask at once after a pause; one probe answers them all.
      looking ??= look();
      return looking;
    },
    doubt() {
      doubted = true;
    },
  };
}
