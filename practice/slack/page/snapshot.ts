import { channelMessages, threadMessages } from "../workspace/messages.ts";
import { modalsOf } from "../workspace/modals.ts";
import type { Harness } from "../people/harness.ts";
import { ephemeralRow, messageRow } from "./render/message.ts";
import type { Row } from "./render/message.ts";
import { homeHtml, modalHtml } from "./render/views.ts";

export interface Looking {
  readonly user: string;
  readonly channel: string;
  readonly thread: string;
}

/** Everything that the page shows to this person in the current place. */
export interface Snapshot {
  readonly bot: string;
  readonly commands: readonly string[];
  readonly people: readonly { readonly id: string; readonly name: string; readonly groups: readonly string[] }[];
  readonly channels: readonly { readonly id: string; readonly name: string; readonly count: number }[];
  readonly rows: readonly Row[];
  readonly thread: readonly Row[];
  readonly modal: { readonly id: string; readonly hash: string; readonly html: string } | null;
  readonly home: { readonly hash: string; readonly html: string };
}

export function takeSnapshot(harness: Harness, looking: Looking): Snapshot {
  const { workspace } = harness;
  const { user } = looking;
  const people = [...workspace.people.values()].filter((person) => person.id !== workspace.bot.id);
  const channels = [...workspace.channels.values()].filter(
    (channel) => channel.members.has(user) && (!channel.isIm || channelMessages(workspace, channel.id).length > 0),
  );
  const modals = modalsOf(workspace, user);
  const top = modals.at(-1);
  const home = workspace.homes.get(user);
  return {
    bot: workspace.bot.realName,
    commands: harness.commands,
    people: people.map((person) => ({
      id: person.id,
      name: person.realName,
      groups: workspace.groups.filter((group) => group.users.includes(person.id)).map((group) => group.handle),
    })),
    channels: channels.map((channel) => ({
      id: channel.id,
      name: channel.isIm ? workspace.bot.realName : `# ${channel.name}`,
      count: channelMessages(workspace, channel.id).length,
    })),
    rows: inOrder([
      ...channelMessages(workspace, looking.channel).map((message) => messageRow(harness, user, message, false)),
      ...privateRows(harness, looking, (thread) => thread === undefined),
    ]),
    thread:
      looking.thread === ""
        ? []
        : inOrder([
            ...threadMessages(workspace, looking.channel, looking.thread).map((message) => messageRow(harness, user, message, true)),
            ...privateRows(harness, looking, (thread) => thread === looking.thread),
          ]),
    modal: top ? { id: top.id, hash: top.hash, html: modalHtml(harness, user, top, modals.length - 1) } : null,
    home: { hash: home?.hash ?? "", html: homeHtml(harness, user, home) },
  };
}

function privateRows(harness: Harness, { user, channel }: Looking, shown: (thread: string | undefined) => boolean): readonly Row[] {
  return harness.workspace.ephemerals
    .filter((entry) => entry.viewer === user && entry.channel === channel && shown(entry.thread_ts))
    .map((entry) => ephemeralRow(harness, entry));
}

function inOrder(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((one, other) => Number(one.key) - Number(other.key));
}
