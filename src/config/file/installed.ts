import { toServerKey } from "../../core/vitess/servers.ts";
import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { findNearest } from "../../command/words/nearest.ts";
import { type ClusterName, isClusterName } from "../../core/vitess/names.ts";
import { toChannelId } from "../../core/people/people.ts";
import { type ClusterConfig, listClusterWarnings, type Installed } from "../cluster.ts";
import type { Environment } from "../environment.ts";
import type { Mistake } from "../problems.ts";
import { findFileTrouble, findPemTrouble } from "../files.ts";
import { parseFile, type DescribePlace } from "./parse.ts";
import { mergePolicy } from "./policy.ts";
import type { WrittenCluster, WrittenFile } from "./schema.ts";

/** Where problems and warnings go, and where references are resolved. */
export interface FileContext {
  readonly env: Environment;
  /** Collects every name that the file refers to. */
  readonly referenced: Set<string>;
  readonly problem: (problem: Mistake) => void;
  readonly warn: (warning: string) => void;
}

/** The clusters in the file that TANDEM_CONFIG names. Undefined if anything in it is wrong, after reporting the problems. */
export function readInstalled(path: string, reading: FileContext): Installed | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const wrong = `names ${JSON.stringify(path)}, which cannot be read (${code})`;
    reading.problem({ setting: "TANDEM_CONFIG", wrong, right: "it takes the path of a tandem.yaml" });
    return undefined;
  }
  for (const [, name = ""] of text.matchAll(/\$\{(\w+)\}/g)) reading.referenced.add(name);
  const parsed = parseFile(text, basename(path));
  if (parsed.kind === "wrong") {
    for (const problem of parsed.problems) reading.problem(problem);
    return undefined;
  }
  return toInstalled(parsed.file, { ...reading, folder: dirname(resolve(path)), place: parsed.place });
}

interface Context extends FileContext {
  /** Relative paths start here. */
  readonly folder: string;
  readonly place: DescribePlace;
}

function toInstalled(file: WrittenFile, context: Context): Installed | undefined {
  const clusters = Object.entries(file.clusters).flatMap(([name, cluster]) =>
    isClusterName(name) ? [toClusterConfig(name, cluster, file, context)] : [],
  );
  refuseSharedAddresses(clusters, context);
  const names = clusters.map(({ name }) => name);
  const defaultCluster = chooseDefaultCluster(file, names, context);
  const channels = new Map<string, ClusterName>();
  for (const [channel, written] of Object.entries(file.channels ?? {})) {
    const name = requireKnownName(["channels", channel], written, names, context);
    if (name !== undefined) channels.set(channel, name);
  }
  for (const cluster of clusters) {
    const at = `clusters.${cluster.name}`;
    const words = {
      password: `The password of ${at}`,
      tls: `${at}.tls`,
      operators: `policy.operators of ${at}`,
      approvers: `policy.approvers of ${at}`,
    };
    for (const warning of listClusterWarnings(cluster, words)) context.warn(warning);
  }
  return defaultCluster === undefined
    ? undefined
    : { clusters, defaultCluster, channels, readChannels: file.reads?.channels ?? [], ...toAuditKeeping(file) };
}

function toAuditKeeping({ audit }: WrittenFile): Pick<Installed, "audit"> {
  if (audit === undefined) return {};
  const { anchors, keepDays } = audit;
  return {
    audit: {
      ...(anchors === undefined ? {} : { anchors: toChannelId(anchors) }),
      ...(keepDays === undefined ? {} : { keepDays }),
    },
  };
}

function toClusterConfig(name: ClusterName, written: WrittenCluster, file: WrittenFile, context: Context): ClusterConfig {
  const { version, alarms = file.alarms } = written;
  const credentials = toCredentials(name, written.credentials, context);
  const tls = toTls(name, written.tls, context);
  return {
    name,
    addresses: [...new Set(written.addresses)],
    ...(version === undefined ? {} : { version }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(tls === undefined ? {} : { tls }),
    policy: mergePolicy(written.policy, file.policy, (index) => {
      const at = written.policy?.rules === undefined ? ["policy"] : ["clusters", name, "policy"];
      return context.place([...at, "rules", index]);
    }),
    ...(alarms === undefined ? {} : { alarms: toChannelId(alarms) }),
  };
}

function toCredentials(name: ClusterName, written: WrittenCluster["credentials"], context: Context): ClusterConfig["credentials"] {
  if (written === undefined) return undefined;
  const at = ["clusters", name, "credentials"];
  const username = followReference([...at, "username"], written.username, context);
  const { passwordFile } = written;
  if (passwordFile !== undefined) {
    const file = resolveFile([...at, "passwordFile"], passwordFile, findFileTrouble, context);
    return { username, password: { file } };
  }
  return { username, password: followReference([...at, "password"], written.password ?? "", context) };
}

function toTls(name: ClusterName, written: WrittenCluster["tls"], context: Context): ClusterConfig["tls"] {
  if (written === undefined) return undefined;
  const pem = (key: "ca" | "cert" | "key") => {
    const path = written[key];
    return path === undefined ? {} : { [key]: { file: resolveFile(["clusters", name, "tls", key], path, findPemTrouble, context) } };
  };
  const { serverName } = written;
  return { ...pem("ca"), ...pem("cert"), ...pem("key"), ...(serverName === undefined ? {} : { serverName }) };
}

function resolveFile(path: readonly string[], written: string, trouble: (file: string) => string | undefined, context: Context): string {
  const file = resolve(context.folder, written);
  const wrong = trouble(file);
  if (wrong !== undefined) {
    context.problem({
      setting: context.place(path),
      wrong: `names ${JSON.stringify(file)}, which ${wrong}`,
      right: "name a file that Tandem can read",
    });
  }
  return file;
}

/** Resolves `${NAME}`; any other text stands for itself. */
function followReference(path: readonly string[], written: string, { env, place, problem }: Context): string {
  const name = /^\$\{(\w+)\}$/.exec(written)?.[1];
  if (name === undefined) return written;
  const value = env[name] ?? "";
  if (value === "") problem({ setting: place(path), wrong: `names ${name}, which is not set`, right: `set ${name} in the environment` });
  return value;
}

/** A pasted --server must name one cluster, and a switch must not go to another cluster than it was approved for. */
function refuseSharedAddresses(clusters: readonly ClusterConfig[], { place, problem }: Context): void {
  const owners = new Map<string, ClusterName>();
  for (const { name, addresses } of clusters) {
    for (const address of addresses) {
      const owner = owners.get(toServerKey(address));
      owners.set(toServerKey(address), owner ?? name);
      if (owner === undefined) continue;
      const wrong = `has ${address}, which clusters.${owner} has as well`;
      problem({ setting: place(["clusters", name, "addresses"]), wrong, right: "an address belongs to one cluster" });
    }
  }
}

function chooseDefaultCluster(file: WrittenFile, names: readonly ClusterName[], context: Context): ClusterName | undefined {
  if (file.default !== undefined) return requireKnownName(["default"], file.default, names, context);
  if (names.length === 1) return names[0];
  context.problem({
    setting: context.place(["default"]),
    wrong: "is not set although there are several clusters",
    right: `it takes one of ${names.join(", ")}`,
  });
  return undefined;
}

function requireKnownName(
  path: readonly string[],
  written: string,
  names: readonly ClusterName[],
  { place, problem }: Context,
): ClusterName | undefined {
  const known = names.find((name) => name === written);
  if (known !== undefined) return known;
  const near = findNearest(written, names);
  const right = near === undefined ? `it takes one of ${names.join(", ")}` : `did you mean ${near}?`;
  problem({ setting: place(path), wrong: `is ${JSON.stringify(written)}, which is no cluster of this file`, right });
  return undefined;
}
