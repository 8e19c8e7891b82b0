import { readdirSync, readFileSync } from "node:fs";

export interface Field {
  readonly number: number;
  readonly type: string;
  readonly repeated?: true;
  readonly optional?: true;
  /** The type of the keys. */
  readonly map?: string;
}

/** What the .proto files of Vitess declare, by full name. */
export interface Declared {
  readonly messages: Map<string, Map<string, Field>>;
  readonly reserved: Map<string, number[]>;
  readonly enums: Map<string, Map<string, number>>;
  readonly rpcs: Map<string, { readonly request: string; readonly response: string; readonly responseStream?: true }>;
}

const FOLDER = new URL("../../src/vtctld/wire/proto/", import.meta.url);
/** gRPC's own, which the facts of Vitess do not cover: version.test.ts checks it against recorded bytes. */
const OF_GRPC = "reflection.proto";
const SCALARS = new Set(["string", "bytes", "bool", "float", "double", "int32", "int64", "uint32", "uint64", "sint64"]);
const IGNORED = /^(?:syntax = "proto3";|import "\w+\.proto";|option allow_alias = true;|)$/;

/** Reads the files line by line, independently of the adapter's library, and rejects every unknown line. */
export function declared(): Declared {
  const found: Declared = { messages: new Map(), reserved: new Map(), enums: new Map(), rpcs: new Map() };
  for (const file of readdirSync(FOLDER)
    .toSorted()
    .filter((name) => name !== OF_GRPC))
    readFile(found, readFileSync(new URL(file, FOLDER), "utf8"));
  return { ...found, messages: resolved(found) };
}

function readFile(found: Declared, text: string): void {
  const scope: string[] = [];
  for (const raw of text.split("\n")) {
    const line = raw.replace(/\s*\/\/.*$/, "").trim();
    const name = scope.join(".");
    const [, opened = ""] = /^(?:message|enum|service) (\w+) \{\}?$/.exec(line) ?? [];
    const [, start = ""] = /^package (\w+);$/.exec(line) ?? [];
    const [, reserved = ""] = /^reserved (\d+);$/.exec(line) ?? [];
    const [, constant = "", value = ""] = /^(\w+) = (\d+);$/.exec(line) ?? [];
    const [, rpc = "", request = "", stream = "", response = ""] =
      /^rpc (\w+)\(([\w.]+)\) returns \((stream )?([\w.]+)\);$/.exec(line) ?? [];
    const [, label = "", key = "", mapped = "", plain = "", field = "", number = ""] =
      /^(?:(repeated|optional) )?(?:map<(\w+), ([\w.]+)>|([\w.]+)) (\w+) = (\d+);$/.exec(line) ?? [];
    if (start !== "") scope.push(start);
    else if (line === "}") scope.pop();
    else if (opened !== "") {
      if (line.startsWith("message")) found.messages.set(`${name}.${opened}`, new Map());
      if (line.startsWith("enum")) found.enums.set(`${name}.${opened}`, new Map());
      if (!line.endsWith("}")) scope.push(opened);
    } else if (rpc !== "") found.rpcs.set(`${name}.${rpc}`, { request, response, ...(stream === "" ? {} : { responseStream: true }) });
    else if (reserved !== "") found.reserved.set(name, [...(found.reserved.get(name) ?? []), Number(reserved)]);
    else if (constant !== "") found.enums.get(name)?.set(constant, Number(value));
    else if (field !== "") found.messages.get(name)?.set(field, fieldOf(label, key, mapped + plain, Number(number)));
    else if (!IGNORED.test(line)) throw new Error(`a line this reader does not know: ${line}`);
  }
}

function fieldOf(label: string, key: string, type: string, number: number): Field {
  return {
    number,
    type,
    ...(label === "repeated" ? { repeated: true } : {}),
    ...(label === "optional" ? { optional: true } : {}),
    ...(key === "" ? {} : { map: key }),
  };
}

/** Types by full name: a name is looked up in the message, then around it, then as it is. */
function resolved({ messages, enums }: Declared): Map<string, Map<string, Field>> {
  const known = new Set([...messages.keys(), ...enums.keys()]);
  return new Map(
    [...messages].map(([message, fields]) => [
      message,
      new Map([...fields].map(([name, field]) => [name, { ...field, type: full(message, field.type) }])),
    ]),
  );

  function full(from: string, type: string): string {
    if (SCALARS.has(type)) return type;
    for (let scope = from; scope !== ""; scope = scope.slice(0, Math.max(scope.lastIndexOf("."), 0))) {
      if (known.has(`${scope}.${type}`)) return `${scope}.${type}`;
    }
    if (!known.has(type)) throw new Error(`${from} uses ${type}, which no file declares`);
    return type;
  }
}
