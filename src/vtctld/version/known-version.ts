import type { VitessVersion } from "../../core/vitess/version.ts";

/** How long a version is trusted before it is looked up again: a cluster may be upgraded while Tandem runs. */
const VERSION_TRUSTED_MS = 10 * 60_000;
/** Calls keep asking for what a release lacks; the least time between two lookups because of that. */
const NOT_AGAIN_WITHIN = 60_000;

/** The version of one cluster, found when first needed. */
export interface KnownVersion {
  /** Returns an outdated version if the new lookup fails; throws the lookup's fault only if no version is known. */
  current(): Promise<VitessVersion>;
  /** Something that this version should have was missing: look the version up again on the next `current`. */
  doubt(): void;
}

export function createKnownVersion(probe: () => Promise<VitessVersion>, now: () => number = Date.now): KnownVersion {
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
      // The call itself will report the fault; not every call should wait for the lookup to fail as well.
      known = { ...known, at: now() - VERSION_TRUSTED_MS + NOT_AGAIN_WITHIN };
      doubted = false;
      return known.version;
    } finally {
      looking = undefined;
    }
  }

  return {
    async current() {
      const age = known === undefined ? Number.POSITIVE_INFINITY : now() - known.at;
      if (known !== undefined && age < (doubted ? NOT_AGAIN_WITHIN : VERSION_TRUSTED_MS)) return known.version;
      // Many calls ask at once after a pause; one probe answers them all.
      looking ??= look();
      return looking;
    },
    doubt() {
      doubted = true;
    },
  };
}
