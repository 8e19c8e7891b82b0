import type { JsonObject } from "./recordings.ts";

export type JsonLike = Readonly<Record<string, unknown>>;

export function denied(shard: JsonObject): readonly unknown[] {
  return items(shard, "tablet_controls").flatMap((control) =>
    control["tablet_type"] === "PRIMARY" ? texts(control, "denied_tables") : [],
  );
}

export function alias(message: JsonObject): string {
  // Every alias of the recorded cluster has a uid of three digits.
  const { cell, uid } = message;
  return typeof cell === "string" && typeof uid === "number" ? `${cell}-0000000${uid}` : "an alias without its parts";
}

export function big(value: unknown): bigint {
  return typeof value === "string" || typeof value === "number" ? BigInt(value) : 0n;
}

export function under(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

export function items(object: JsonObject, key: string): readonly JsonObject[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function texts(object: JsonObject, key: string): readonly string[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

export function sorted(object: JsonObject): readonly (readonly [string, JsonObject])[] {
  return Object.keys(object)
    .toSorted()
    .map((key) => [key, under(object, key)]);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
