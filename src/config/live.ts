import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ConfigChange } from "../core/announce/config-change.ts";
import type { ClusterConfig, Installed } from "./cluster.ts";
import { ConfigError, formatMistake } from "./problems.ts";

/** What is in force now. Ask each time: a changed `tandem.yaml` takes its place. */
export type InForce = () => Installed;

/** The configuration of a process that runs. */
export interface LiveConfig {
  readonly installed: InForce;
  /** Looks at `tandem.yaml`, and puts a change into force if it can. Undefined if there is nothing new to say. */
  look(): LookedAtConfig | undefined;
}

interface LookedAtConfig extends ConfigChange {
  /** What the file says; may contain a secret. */
  readonly text: string;
  readonly warnings: readonly string[];
}

/** How often a process looks. A change must be seen twice, so that a half-written file is not judged: it counts after one to two seconds. */
export const LOOK_AT_CONFIG_EVERY_MS = 1_000;

interface ReadAgain {
  /** Absent: there is no `tandem.yaml`, so nothing can change. */
  readonly file?: string;
  /** Reads everything again. Throws a {@link ConfigError}. */
  readonly read: () => Installed & { readonly warnings: readonly string[] };
}

/** Starts with the configuration that was read at the start. The first look compares it with the file, which may be newer already. */
export function openLiveConfig(started: Installed, { file, read }: ReadAgain): LiveConfig {
  let inForce = started;
  let isAmiss = false;
  let seen: string | undefined;
  let judged: string | undefined;

  function judge(): Omit<LookedAtConfig, "text" | "file"> {
    try {
      const next = read();
      const fixed = listFixedChanges(inForce, next);
      if (fixed.length > 0) return { how: "needs-restart", what: fixed, warnings: [] };
      const what = listChanges(inForce, next);
      if (what.length > 0) inForce = next;
      return { how: "taken", what, warnings: next.warnings };
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return { how: "refused", what: error.problems.map(formatMistake), warnings: [] };
    }
  }

  return {
    installed: () => inForce,
    look() {
      if (file === undefined) return undefined;
      const text = readText(file);
      const isSteady = text === seen;
      seen = text;
      if (!isSteady || text === judged) return undefined;
      judged = text;
      const result = judge();
      const isNews = result.what.length > 0 || isAmiss;
      isAmiss = result.how !== "taken";
      return isNews ? { ...result, text, file: basename(file) } : undefined;
    },
  };
}

/** A file that cannot be read says nothing; whoever judges it finds out why. */
function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

// Connections to vtctld are opened once, and what was approved for a cluster must not be sent to another one.
const FIXED = ["addresses", "version", "credentials", "tls"] as const satisfies readonly (keyof ClusterConfig)[];

function listFixedChanges(before: Installed, after: Installed): readonly string[] {
  const known = byName(before);
  const gone = before.clusters.filter(({ name }) => !byName(after).has(name)).map(({ name }) => `clusters.${name}, which is gone`);
  const others = after.clusters.flatMap((cluster) => {
    const old = known.get(cluster.name);
    if (old === undefined) return [`clusters.${cluster.name}, which is new`];
    return FIXED.filter((part) => !isDeepStrictEqual(old[part], cluster[part])).map((part) => `clusters.${cluster.name}.${part}`);
  });
  return [...gone, ...others];
}

function listChanges(before: Installed, after: Installed): readonly string[] {
  const known = byName(before);
  const ofClusters = after.clusters.flatMap((cluster) =>
    (["policy", "alarms"] as const)
      .filter((part) => !isDeepStrictEqual(known.get(cluster.name)?.[part], cluster[part]))
      .map((part) => `${part} of ${cluster.name}`),
  );
  const words = { defaultCluster: "default", channels: "channels", readChannels: "reads", audit: "audit" } as const;
  const others = (["defaultCluster", "channels", "readChannels", "audit"] as const).filter(
    (part) => !isDeepStrictEqual(before[part], after[part]),
  );
  return [...ofClusters, ...others.map((part) => words[part])];
}

function byName({ clusters }: Installed): ReadonlyMap<string, ClusterConfig> {
  return new Map(clusters.map((cluster) => [cluster.name, cluster]));
}
