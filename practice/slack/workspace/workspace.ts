import { APP_ID, BOT_ID, type ChannelSeed, type Person, type UserGroup } from "./cast.ts";
import type { Json } from "../blocks/json.ts";

/** A message as conversations.history returns it. */
export interface SlackMessage {
  readonly type: "message";
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Json[];
  readonly bot_id?: string;
  readonly app_id?: string;
  readonly subtype?: string;
  readonly thread_ts?: string;
  readonly reply_count?: number;
  readonly latest_reply?: string;
  readonly metadata?: Json;
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly reactions?: readonly { readonly name: string; readonly users: readonly string[]; readonly count: number }[];
  readonly files?: readonly Json[];
  readonly pinned_to?: readonly string[];
}

/** What only one person sees. `from` is the app, or Slack itself when a command was not answered. */
export interface Ephemeral {
  readonly ts: string;
  readonly channel: string;
  readonly viewer: string;
  readonly from: "app" | "slack";
  readonly text: string;
  readonly blocks?: readonly Json[];
  readonly thread_ts?: string;
  /** The slash command by whose response_url, or as whose acknowledgement, it came. */
  readonly command?: string;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isIm: boolean;
  readonly members: ReadonlySet<string>;
}

/** A modal or Home tab as Slack sends it in payloads. */
export type View = Json & { readonly id: string; readonly hash: string; readonly blocks: readonly Json[]; readonly type: string };

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly length: number;
  readonly content: Buffer | undefined;
  readonly shared: boolean;
  /** Of a picture, for screen readers. */
  readonly altText?: string;
}

export interface ApiCall {
  readonly method: string;
  readonly args: Json;
  readonly token: string;
  readonly at: Date;
  /** Slack's answer: the body's `error`, `http_429`, `http_503`, `dropped`, or `ok`. */
  readonly answer: string;
}

export interface Workspace {
  readonly bot: Person;
  /** The organisation of the workspace. */
  readonly enterprise?: string;
  readonly people: ReadonlyMap<string, Person>;
  readonly groups: UserGroup[];
  readonly scopes: readonly string[];
  readonly channels: Map<string, Channel>;
  readonly messages: SlackMessage[];
  /** What edited messages said before, by `ts`, the oldest first; only the last few of each. */
  readonly earlier: Map<string, readonly SlackMessage[]>;
  readonly ephemerals: Ephemeral[];
  /** The open modals of each person, the visible one last. */
  readonly modals: Map<string, readonly View[]>;
  readonly homes: Map<string, View>;
  readonly files: Map<string, StoredFile>;
  readonly calls: ApiCall[];
  /** Kinds of blocks that this workspace does not know. */
  refusedBlocks: ReadonlySet<string>;
  /** What people chose in the inputs of a message or view, by `<container>/<person>`. */
  readonly choices: Map<string, Json>;
  now(): Date;
  /** A message timestamp, unique in the workspace and always increasing. */
  nextTs(): string;
  nextId(prefix: string): string;
  changed(): void;
  onChange(listener: () => void): () => void;
}

export interface WorkspaceSeed {
  readonly enterprise?: string;
  readonly people: readonly Person[];
  readonly groups: readonly UserGroup[];
  readonly channels: readonly ChannelSeed[];
  readonly bot: Person;
  readonly scopes: readonly string[];
  now(): Date;
}

export function createWorkspace(seed: WorkspaceSeed): Workspace {
  const listeners = new Set<() => void>();
  let lastMicros = 0;
  let lastId = 0;
  const everyone = seed.people.map((person) => person.id);
  return {
    bot: seed.bot,
    ...(seed.enterprise === undefined ? {} : { enterprise: seed.enterprise }),
    people: new Map([...seed.people, seed.bot].map((person) => [person.id, person])),
    groups: [...seed.groups],
    scopes: seed.scopes,
    channels: new Map(
      seed.channels.map((channel) => {
        const members = new Set(channel.botIsMember === false ? everyone : [...everyone, seed.bot.id]);
        return [channel.id, { id: channel.id, name: channel.name, isPrivate: channel.isPrivate === true, isIm: false, members }];
      }),
    ),
    messages: [],
    earlier: new Map(),
    ephemerals: [],
    modals: new Map(),
    homes: new Map(),
    files: new Map(),
    calls: [],
    refusedBlocks: new Set(),
    choices: new Map(),
    now: () => seed.now(),
    nextTs() {
      lastMicros = Math.max(lastMicros + 1, seed.now().getTime() * 1000);
      return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, "0")}`;
    },
    nextId(prefix) {
      lastId += 1;
      return `${prefix}${String(lastId).padStart(6, "0")}`;
    },
    changed() {
      for (const listener of listeners) listener();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The fields that mark a message as the app's own. */
export function toAppAuthor(workspace: Workspace): Pick<SlackMessage, "user" | "bot_id" | "app_id"> {
  return { user: workspace.bot.id, bot_id: BOT_ID, app_id: APP_ID };
}

/** People join and leave a user group, as an administrator arranges it in Slack. */
export function setGroupUsers(workspace: Workspace, id: string, users: readonly string[]): void {
  const place = workspace.groups.findIndex((group) => group.id === id);
  const group = workspace.groups[place];
  if (group === undefined) throw new Error(`there is no user group ${id} in the practice Slack`);
  workspace.groups[place] = { ...group, users };
  workspace.changed();
}
