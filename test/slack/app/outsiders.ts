import { DEFAULT_PEOPLE, type Person } from "../../../practice/slack/workspace/cast.ts";

/** The organisation of the practice workspace. */
export const HOUSE = "E0HOUSE";

/** From a shared channel. */
export const STRANGER: Person = { id: "U0STRANGER", name: "sam", realName: "Sam", teamId: "T0OTHER", says: { is_stranger: true } };
export const GUEST: Person = { id: "U0GUEST", name: "gus", realName: "Gus", says: { is_restricted: true } };
export const GONE: Person = { id: "U0GONE", name: "gia", realName: "Gia", says: { deleted: true } };

/** Everybody who is not of the house. */
export const OUTSIDERS: readonly Person[] = [
  STRANGER,
  GUEST,
  GONE,
  { id: "U0SINGLE", name: "gil", realName: "Gil", says: { is_ultra_restricted: true } },
  { id: "U0BOT", name: "deploys", realName: "Deploys", says: { is_bot: true } },
  { id: "U0ELSEWHERE", name: "ola", realName: "Ola", teamId: "T0OTHER" },
];

/** Of another workspace of the same organisation. */
export const COLLEAGUE: Person = {
  id: "U0COLLEAGUE",
  name: "col",
  realName: "Col",
  teamId: "T0SISTER",
  says: { is_stranger: true, enterprise_user: { enterprise_id: HOUSE } },
};

export const EVERYBODY: readonly Person[] = [...DEFAULT_PEOPLE, ...OUTSIDERS, COLLEAGUE];
