import { listChannelMessages, listThreadMessages } from "../workspace/messages.ts";
import { listModals } from "../workspace/modals.ts";
import type { Harness } from "../people/harness.ts";
import type { Guide } from "./guide.ts";
import { renderEphemeralRow, renderMessageRow, type Row } from "./render/message.ts";
import { renderHomeTab, renderModal } from "./render/views.ts";

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
  readonly guide: Guide | null;
}

export function takeSnapshot(harness: Harness, looking: Looking, guide?: Guide): Snapshot {
  const { workspace } = harness;
  const { user } = looking;
  const people = [...workspace.people.values()].filter((person) => person.id !== workspace.bot.id);
  const channels = [...workspace.channels.values()].filter((channel) => channel.members.has(user));
  const modals = listModals(workspace, user);
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
      count: listChannelMessages(workspace, channel.id).length,
    })),
    rows: orderRows([
      ...listChannelMessages(workspace, looking.channel).map((message) => renderMessageRow(harness, user, message, false)),
      ...listPrivateRows(harness, looking, (thread) => thread === undefined),
    ]),
    thread:
      looking.thread === ""
        ? []
        : orderRows([
            ...listThreadMessages(workspace, looking.channel, looking.thread).map((message) =>
              renderMessageRow(harness, user, message, true),
            ),
            ...listPrivateRows(harness, looking, (thread) => thread === looking.thread),
          ]),
    modal: top ? { id: top.id, hash: top.hash, html: renderModal(harness, user, top, modals.length - 1) } : null,
    home: { hash: home?.hash ?? "", html: renderHomeTab(harness, user, home) },
    guide: guide ?? null,
  };
}

function listPrivateRows(harness: Harness, { user, channel }: Looking, shown: (thread: string | undefined) => boolean): readonly Row[] {
  return harness.workspace.ephemerals
    .filter((entry) => entry.viewer === user && entry.channel === channel && shown(entry.thread_ts))
    .map((entry) => renderEphemeralRow(harness, entry));
}

function orderRows(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((one, other) => Number(one.key) - Number(other.key));
}
