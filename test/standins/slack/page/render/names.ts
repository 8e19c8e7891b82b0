import type { Workspace } from "../../workspace.ts";

/** Turns ids in texts into the names that people read. */
export interface Names {
  person(id: string): string;
  channel(id: string): string;
  group(id: string): string;
}

export function namesOf(workspace: Workspace): Names {
  return {
    person: (id) => workspace.people.get(id)?.realName ?? id,
    channel: (id) => workspace.channels.get(id)?.name ?? id,
    group: (id) => workspace.groups.find((group) => group.id === id)?.handle ?? id,
  };
}
