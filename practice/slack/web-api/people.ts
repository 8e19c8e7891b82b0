import { TEAM, type Person } from "../workspace/cast.ts";
import { readString, type Json } from "../blocks/json.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { isTrue } from "./arguments.ts";
import { answerOk, fail, type ApiMethod } from "./method.ts";

const formatEmail = (person: Person): string => `${person.name}@practice.example`;

function describePerson(workspace: Workspace, person: Person): Json {
  return {
    id: person.id,
    team_id: person.teamId ?? TEAM.id,
    name: person.name,
    real_name: person.realName,
    deleted: false,
    is_bot: person.id === workspace.bot.id,
    ...person.says,
    tz: "Etc/UTC",
    tz_offset: 0,
    profile: {
      real_name: person.realName,
      display_name: person.realName,
      ...(workspace.scopes.includes("users:read.email") ? { email: formatEmail(person) } : {}),
    },
  };
}

const userInfo: ApiMethod = {
  tier: "tier4",
  scopes: ["users:read"],
  run({ workspace }, args) {
    const person = workspace.people.get(readString(args, "user") ?? "");
    return person ? answerOk({ user: describePerson(workspace, person) }) : fail("user_not_found");
  },
};

const lookupByEmail: ApiMethod = {
  tier: "tier3",
  scopes: ["users:read.email"],
  run({ workspace }, args) {
    const person = [...workspace.people.values()].find((entry) => formatEmail(entry) === readString(args, "email"));
    return person ? answerOk({ user: describePerson(workspace, person) }) : fail("users_not_found");
  },
};

const groupsList: ApiMethod = {
  tier: "tier2",
  scopes: ["usergroups:read"],
  run({ workspace }, args) {
    const withUsers = isTrue(args["include_users"]);
    const usergroups = workspace.groups.map((group) => ({
      id: group.id,
      team_id: TEAM.id,
      handle: group.handle,
      name: group.handle,
      date_delete: 0,
      user_count: group.users.length,
      ...(withUsers ? { users: group.users } : {}),
    }));
    return answerOk({ usergroups });
  },
};

const groupMembers: ApiMethod = {
  tier: "tier2",
  scopes: ["usergroups:read"],
  run({ workspace }, args) {
    const group = workspace.groups.find((entry) => entry.id === readString(args, "usergroup"));
    return group ? answerOk({ users: group.users }) : fail("no_such_subteam");
  },
};

export const peopleMethods = {
  "users.info": userInfo,
  "users.lookupByEmail": lookupByEmail,
  "usergroups.list": groupsList,
  "usergroups.users.list": groupMembers,
} satisfies Record<string, ApiMethod>;
