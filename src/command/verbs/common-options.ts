import { type ClusterName, isClusterName } from "../../core/vitess/names.ts";
import { isLeftOut } from "../words/client.ts";
import { toProblem, type Problem } from "../words/refusals.ts";
import type { ScannedOption } from "../words/scan.ts";

/** Options that may come before or after any verb. */
export const COMMON_OPTIONS: readonly string[] = ["cluster", "workflow", "target-keyspace", "keyspace", "help", "server"];

/** The reference client's options for connecting, waiting, logging and printing, which Tandem does in its own way. */
export const CLIENT_OPTIONS: Readonly<Record<string, "value" | "flag">> = {
  "action-timeout": "value",
  alsologtostderr: "flag",
  compact: "flag",
  format: "value",
  "grpc-auth-static-client-creds": "value",
  "grpc-compression": "value",
  "grpc-max-message-size": "value",
  "log-dir": "value",
  logtostderr: "flag",
  stderrthreshold: "value",
  v: "value",
  vmodule: "value",
  "vtctld-grpc-ca": "value",
  "vtctld-grpc-cert": "value",
  "vtctld-grpc-crl": "value",
  "vtctld-grpc-key": "value",
  "vtctld-grpc-server-name": "value",
};

/** The common options of a line. */
export interface Common {
  readonly ask: { readonly cluster?: ClusterName; readonly workflow?: string; readonly keyspace?: string };
  readonly server?: string;
  readonly ignored: readonly string[];
  /** The options left for the verb to read. */
  readonly others: readonly ScannedOption[];
}

/** Reads the options that all verbs share and leaves the rest. */
export function readCommon(options: readonly ScannedOption[], pasted: boolean): Common | Problem {
  const common = new Map<string, string>();
  const ignored: string[] = [];
  const others: ScannedOption[] = [];
  for (const option of options) {
    const { name, value } = option;
    if (name === "server" && isLeftOut(value ?? "")) continue;
    const ofClient = pasted && Object.hasOwn(CLIENT_OPTIONS, name);
    if (!ofClient && !COMMON_OPTIONS.includes(name)) {
      others.push(option);
      continue;
    }
    if (value === undefined) return toProblem("value-missing", { option: `--${name}` });
    if (common.has(name)) return toProblem("option-repeated", { option: `--${name}` });
    common.set(name, value);
    if (ofClient) ignored.push(`--${name}`);
  }
  const [cluster, workflow, target, keyspace, server] = ["cluster", "workflow", "target-keyspace", "keyspace", "server"].map((name) =>
    common.get(name),
  );
  if (target !== undefined && keyspace !== undefined)
    return toProblem("contradiction", { first: "--target-keyspace", second: "--keyspace" });
  if (cluster !== undefined && !isClusterName(cluster)) {
    return toProblem("value-wrong", { option: "--cluster", value: cluster, expected: "the name of a cluster" });
  }
  const named = target ?? keyspace;
  return {
    ask: {
      ...(cluster !== undefined && { cluster }),
      ...(workflow !== undefined && { workflow }),
      ...(named !== undefined && { keyspace: named }),
    },
    ...(server !== undefined && { server }),
    ignored,
    others,
  };
}
