import type { ServerReflectionDefinition } from "./generated/grpc/reflection/v1alpha/ServerReflection.ts";
import type { VtctlDefinition } from "./generated/vtctlservice/Vtctl.ts";
import type { VtctldDefinition } from "./generated/vtctlservice/Vtctld.ts";

type Definitions = VtctldDefinition & VtctlDefinition & ServerReflectionDefinition;

export type Call = keyof Definitions;
export type TypedCall = keyof VtctldDefinition;

/** The request of each call. */
export type Requests = { readonly [Name in Call]: Sent<Parameters<Definitions[Name]["requestSerialize"]>[0]> };
/** The answer of each call; for a stream, each of its messages. */
export type Answers = { readonly [Name in Call]: Received<ReturnType<Definitions[Name]["responseDeserialize"]>> };

/** A generated message as Tandem may send it: lists may be readonly, and an enum may be −1, which vtctld reads as "leave it as it is". */
type Sent<T> = T extends 0 ? 0 | -1 : { readonly [Field in keyof T]: Sent<T[Field]> };

/** A generated message as it arrives: an enum value that a newer Vitess added is a number. */
export type Received<T> = T extends string
  ? string extends T
    ? string
    : T | number
  : T extends Buffer
    ? Buffer
    : { readonly [Field in keyof T]: Received<T[Field]> };
