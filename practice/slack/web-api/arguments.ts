import { isJson, parseJson, type Json } from "../blocks/json.ts";

/** Fields that clients send as JSON inside a form field. */
const ENCODED = new Set(["blocks", "attachments", "metadata", "view", "files", "message"]);

export interface ParsedCall {
  readonly args: Json;
  readonly token: string;
}

/**
 * A Web API call as the method sees it: query, form or JSON body, nested fields decoded, token from the header or the body. A nested field
 * that does not parse stays a string, so that the method refuses it.
 */
export function parseCall(url: URL, headers: { readonly contentType: string; readonly authorization: string }, body: string): ParsedCall {
  const sent: Json = headers.contentType.startsWith("application/json")
    ? toObject(parseJson(body))
    : Object.fromEntries(new URLSearchParams(body));
  const { token, ...args } = { ...Object.fromEntries(url.searchParams), ...sent };
  const decoded = Object.entries(args).map(([key, value]) => [key, decode(key, value)]);
  const bearer = /^Bearer (\S+)$/iu.exec(headers.authorization)?.[1];
  return { args: toObject(Object.fromEntries(decoded)), token: bearer ?? (typeof token === "string" ? token : "") };
}

function decode(key: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (ENCODED.has(key)) return parseJson(value) ?? value;
  return value;
}

/** Forms carry `true` as a word, JSON as a value. */
export function isTrue(value: unknown): boolean {
  return value === true || value === "true" || value === "1";
}

function toObject(value: unknown): Json {
  return isJson(value) ? value : {};
}
