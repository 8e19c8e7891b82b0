import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { loadServiceDefinition } from "../../src/vtctld/wire/definitions.ts";
import { declared, type Field } from "./proto-text.ts";

interface Facts {
  readonly services: Record<
    string,
    Record<string, { readonly request: string; readonly response: string; readonly responseStream?: boolean }>
  >;
  readonly messages: Record<
    string,
    {
      readonly reserved?: readonly (readonly [number, number] | string)[];
      readonly fields: Record<string, Field & { readonly in23?: boolean }>;
    }
  >;
  readonly enums: Record<string, { readonly values: Record<string, number> }>;
}

const facts: Facts = JSON.parse(readFileSync(new URL("proto-facts.json", import.meta.url), "utf8"));
const ours = declared();

function factsOf(message: string): Record<string, object> {
  const fields = Object.entries(facts.messages[message]?.fields ?? {});
  // `in23` is about a version, not the wire.
  return Object.fromEntries(
    fields.map(([name, field]) => [name, Object.fromEntries(Object.entries(field).filter(([key]) => key !== "in23"))]),
  );
}

describe("the .proto subset matches the facts of the wire", () => {
  test.each([...ours.messages.keys()])("message %s: every field, its number, type, repetition and presence", (name) => {
    expect(facts.messages[name]).toBeDefined();
    expect(Object.fromEntries(ours.messages.get(name) ?? [])).toEqual(factsOf(name));
  });

  test.each([...ours.messages.keys()])("message %s reserves what Vitess reserves", (name) => {
    const ranges = (facts.messages[name]?.reserved ?? []).filter((range) => typeof range !== "string");
    const reserved = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, step) => from + step));
    expect(new Set(ours.reserved.get(name))).toEqual(new Set(reserved));
  });

  test.each([...ours.enums.keys()])("enum %s: every value and number", (name) => {
    expect(Object.fromEntries(ours.enums.get(name) ?? [])).toEqual(facts.enums[name]?.values);
  });

  test.each([...ours.rpcs.keys()])("call %s: request and answer", (name) => {
    const dot = name.lastIndexOf(".");
    expect(facts.services[name.slice(0, dot)]?.[name.slice(dot + 1)]).toEqual(ours.rpcs.get(name));
  });

  test("there are 110 messages or more, so the reader above really reads", () => {
    expect(ours.messages.size).toBeGreaterThan(110);
    expect(ours.rpcs.size).toBe(46);
  });

  test("the library offers the same calls as the text", () => {
    const offered = (["vtctlservice.Vtctld", "vtctlservice.Vtctl"] as const).flatMap((service) =>
      [...loadServiceDefinition(service).keys()].map((name) => `${service}.${name}`),
    );
    expect(offered.toSorted()).toEqual([...ours.rpcs.keys()].toSorted());
  });
});

describe("what decoding does with the subset", () => {
  test("a tablet type with two names gets the one that Tandem uses", () => {
    const answer = loadServiceDefinition("vtctlservice.Vtctld").get("GetTablets");
    // Tablet types 1 and 3: field 1 (a tablet) of 2 bytes, in it field 8.
    const bytes = Buffer.from([0x0a, 0x02, 0x40, 0x01, 0x0a, 0x02, 0x40, 0x03]);
    expect(answer?.responseDeserialize(bytes)).toEqual({ tablets: [{ type: "PRIMARY" }, { type: "RDONLY" }] });
  });

  test("a future enum value stays a number, and an unknown field is skipped", () => {
    const answer = loadServiceDefinition("vtctlservice.Vtctld").get("GetTablets");
    const bytes = Buffer.from([0x0a, 0x05, 0x40, 0x63, 0xf8, 0x07, 0x01]);
    expect(answer?.responseDeserialize(bytes)).toEqual({ tablets: [{ type: 99 }] });
  });
});
