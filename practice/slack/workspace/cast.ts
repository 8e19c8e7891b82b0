import type { Json } from "../blocks/json.ts";

/** What the practice workspace contains; every field has a default, so tests name only what they care about. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  /** Their own workspace, if it is another one. */
  readonly teamId?: string;
  /** What else users.info says about them, such as `is_restricted`. */
  readonly says?: Json;
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly users: readonly string[];
}

export interface ChannelSeed {
  readonly id: string;
  readonly name: string;
  readonly isPrivate?: boolean;
  /** Whether the app's bot was invited; default true. People are members of every seeded channel. */
  readonly botIsMember?: boolean;
}

export const TEAM = { id: "T0PRACTICE", domain: "practice", name: "Practice workspace" } as const;
export const APP_ID = "A0TANDEM";
export const BOT_ID = "B0TANDEM";

export const DEFAULT_PEOPLE: readonly Person[] = [
  { id: "U0ANA", name: "ana", realName: "Ana" },
  { id: "U0BEN", name: "ben", realName: "Ben" },
  { id: "U0CHO", name: "cho", realName: "Cho" },
  { id: "U0DEV", name: "dev", realName: "Dev" },
];
export const DEFAULT_GROUPS: readonly UserGroup[] = [{ id: "S0DBA", handle: "dba", users: ["U0ANA", "U0BEN", "U0CHO"] }];
export const DEFAULT_CHANNELS: readonly ChannelSeed[] = [
  { id: "C0MOVES", name: "db-moves" },
  { id: "C0INC42", name: "incident-42" },
];
export const DEFAULT_BOT: Person = { id: "U0TANDEM", name: "tandem", realName: "Tandem" };

/** The scopes of docs/facts/slack-limits.md#scopes, plus those for reading channels, mentions and direct messages. */
export const DEFAULT_SCOPES: readonly string[] = [
  "commands",
  "chat:write",
  "files:write",
  "usergroups:read",
  "users:read",
  "channels:read",
  "groups:read",
  "channels:history",
  "groups:history",
  "im:history",
  "im:write",
  "pins:write",
  "app_mentions:read",
];
