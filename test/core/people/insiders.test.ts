import { expect, test } from "vitest";
import { isInsider, type House, type SlackPerson } from "../../../src/core/people/insiders.ts";

const HOUSE: House = { team: "T0US", enterprise: "E0US", guests: ["T0FRIENDS", "E0FRIENDS", "U0GUEST"] };
const ANA: SlackPerson = { id: "U0ANA", team: "T0US", isDeleted: false, isStranger: false, isGuest: false };

/** An `undefined` removes a fact. */
type Change = { readonly [Key in keyof SlackPerson]?: SlackPerson[Key] | undefined };

test.each<[string, Change]>([
  ["a member", {}],
  ["a member of whom Slack says no workspace", { team: undefined }],
  ["a colleague of another workspace of the organisation", { team: "T0SISTER", enterprise: "E0US" }],
  ["such a colleague whom Slack calls a stranger here", { team: "T0SISTER", enterprise: "E0US", isStranger: true }],
  ["somebody of a workspace that is let in", { team: "T0FRIENDS", isStranger: true }],
  ["somebody of an organisation that is let in", { team: "T0OTHER", enterprise: "E0FRIENDS", isStranger: true }],
  ["a guest who is let in by name", { id: "U0GUEST", isGuest: true }],
])("%s belongs to the house", (_, change) => {
  expect(isInsider(personWith(change), HOUSE)).toBe(true);
});

test.each<[string, Change]>([
  ["a stranger", { team: "T0OTHER", isStranger: true }],
  ["a stranger whom Slack does not call one", { team: "T0OTHER" }],
  ["a stranger of whom Slack says no workspace", { team: undefined, isStranger: true }],
  ["somebody of another organisation", { team: "T0OTHER", enterprise: "E0OTHER" }],
  ["a guest", { isGuest: true }],
  ["a guest of another workspace of the organisation", { team: "T0SISTER", enterprise: "E0US", isGuest: true }],
  ["a member who left", { isDeleted: true }],
  ["a guest who was let in by name and left", { id: "U0GUEST", isGuest: true, isDeleted: true }],
])("%s does not belong to the house", (_, change) => {
  expect(isInsider(personWith(change), HOUSE)).toBe(false);
});

test("two sides without an organization have nothing in common", () => {
  expect(isInsider(personWith({ team: "T0OTHER" }), { team: "T0US", guests: [] })).toBe(false);
});

function personWith(change: Change): SlackPerson {
  const { team, ...rest } = { ...ANA, ...change };
  return { ...(rest as Omit<SlackPerson, "team">), ...(team === undefined ? {} : { team }) };
}
