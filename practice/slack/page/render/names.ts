import type { Json } from "../../blocks/json.ts";
import type { Workspace } from "../../workspace/workspace.ts";

/** Turns ids in texts into names. */
export interface Names {
  person(id: string): string;
  channel(id: string): string;
  group(id: string): string;
  /** Everybody and every channel, as options of a select. */
  readonly people: readonly Json[];
  readonly channels: readonly Json[];
}

export function createNames(workspace: Workspace): Names {
  return {
    person: (id) => workspace.people.get(id)?.realName ?? id,
    channel: (id) => workspace.channels.get(id)?.name ?? id,
    group: (id) => workspace.groups.find((group) => group.id === id)?.handle ?? id,
    people: [...workspace.people.values()].map((person) => createOption(person.id, person.realName)),
    channels: [...workspace.channels.values()]
      .filter((channel) => !channel.isIm)
      .map((channel) => createOption(channel.id, `#${channel.name}`)),
  };
}

function createOption(value: string, text: string): Json {
  return { text: { type: "plain_text", text }, value };
}
