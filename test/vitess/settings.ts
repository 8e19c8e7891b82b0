import type { Environment } from "../../src/config/environment.ts";

/** What the environment configures for the run. */
export type Asked =
  | { readonly kind: "simulator" }
  | { readonly kind: "refused"; readonly sentence: string }
  | { readonly kind: "cluster"; readonly vtctld: Readonly<Record<string, string>>; readonly tables: TablesToMove };

export interface TablesToMove {
  readonly sourceKeyspace: string;
  readonly targetKeyspace: string;
  readonly tables: readonly string[];
  readonly workflow: string;
}

const NEEDED = ["VTCTLD_ADDRESS", "SOURCE_KEYSPACE", "TARGET_KEYSPACE", "TABLES"] as const;
const VTCTLD = [
  "VTCTLD_ADDRESS",
  "VTCTLD_USERNAME",
  "VTCTLD_PASSWORD",
  "VTCTLD_PASSWORD_FILE",
  "VTCTLD_VERSION",
  "VTCTLD_CA",
  "VTCTLD_CERT",
  "VTCTLD_KEY",
  "VTCTLD_SERVER_NAME",
] as const;

/** Everything needed, or nothing at all: half of it would move the wrong tables or none. `fresh` names the workflow if it has no name. */
export function readAsked(env: Environment, fresh: string): Asked {
  const given = (name: string): string => env[name]?.trim() ?? "";
  const set = [...new Set([...NEEDED, ...VTCTLD, "WORKFLOW"])].filter((name) => given(name) !== "");
  if (set.length === 0) return { kind: "simulator" };
  const missing = NEEDED.filter((name) => given(name) === "");
  if (missing.length > 0) {
    const sentence = `Not run: ${set.join(", ")} ${set.length === 1 ? "is" : "are"} set, but not ${missing.join(", ")}. Set all of ${NEEDED.join(", ")} for a real cluster, or none of them for the simulator.`;
    return { kind: "refused", sentence };
  }
  const tables = given("TABLES")
    .split(",")
    .map((table) => table.trim())
    .filter((table) => table !== "");
  if (tables.length === 0) return { kind: "refused", sentence: "Not run: TABLES names no table. Name the tables with commas between." };
  return {
    kind: "cluster",
    vtctld: Object.fromEntries(VTCTLD.flatMap((name) => (given(name) === "" ? [] : [[name, given(name)] as const]))),
    tables: {
      sourceKeyspace: given("SOURCE_KEYSPACE"),
      targetKeyspace: given("TARGET_KEYSPACE"),
      tables,
      workflow: given("WORKFLOW") || fresh,
    },
  };
}
