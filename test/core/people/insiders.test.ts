import { expect, test } from "vitest";
import { isFromElsewhere, isInsider, type House, type SlackPerson } from "../../../src/core/people/insiders.ts";
import { isPersonId } from "../../../src/core/people/people.ts";

const HOUSE: House = { team: "T0US", enterprise: "E0US", guests: ["T0FRIENDS", "E0FRIENDS", "U0GUEST"] };
const ANA: SlackPerson = { id: "U0ANA", team: "T0US", isDeleted: false, isBot: false, isStranger: false, isGuest: false };

/** An `undefined` removes a fact. */
type Change = { readonly [Key in keyof SlackPerson]?: SlackPerson[Key] | undefined };

test.each<[string, Change]>([
  ["a member", {}],
  ["a member whose workspace Slack does not name", { team: undefined }],
  ["a colleague from another workspace of the organisation", { team: "T0SISTER", enterprise: "E0US" }],
  ["such a colleague whom Slack flags as a stranger", { team: "T0SISTER", enterprise: "E0US", isStranger: true }],
  ["somebody from an admitted workspace", { team: "T0FRIENDS", isStranger: true }],
  ["somebody from an admitted organisation", { team: "T0OTHER", enterprise: "E0FRIENDS", isStranger: true }],
  ["a guest admitted by name", { id: "U0GUEST", isGuest: true }],
])("%s is an insider", (_, change) => {
  expect(isInsider(personWith(change), HOUSE)).toBe(true);
});

test.each<[string, Change]>([
  ["an outsider", { team: "T0OTHER", isStranger: true }],
  ["an outsider whom Slack does not flag as one", { team: "T0OTHER" }],
  ["an outsider whose workspace Slack does not name", { team: undefined, isStranger: true }],
  ["somebody from another organisation", { team: "T0OTHER", enterprise: "E0OTHER" }],
  ["a guest", { isGuest: true }],
  ["a guest from another workspace of the organisation", { team: "T0SISTER", enterprise: "E0US", isGuest: true }],
  ["a member who left", { isDeleted: true }],
  ["a bot", { isBot: true }],
  ["a bot of an admitted workspace", { team: "T0FRIENDS", isBot: true }],
  ["Slack's own bot, which it does not flag as one", { id: "USLACKBOT" }],
  ["a guest who was admitted by name and left", { id: "U0GUEST", isGuest: true, isDeleted: true }],
])("%s is not an insider", (_, change) => {
  expect(isInsider(personWith(change), HOUSE)).toBe(false);
});

test("a payload of another workspace makes its author an outsider, whatever Slack says about the id", () => {
  const house = { team: "T0US", guests: ["T0FRIENDS", "U0GUEST"] };
  expect(isFromElsewhere({ id: "U0ANA", team: "T0OTHER" }, house)).toBe(true);
  expect(isFromElsewhere({ id: "U0ANA", team: "T0US" }, house)).toBe(false);
  expect(isFromElsewhere({ id: "U0ANA" }, house)).toBe(false);
  expect(isFromElsewhere({ id: "U0SAM", team: "T0FRIENDS" }, house)).toBe(false);
  expect(isFromElsewhere({ id: "U0GUEST", team: "T0OTHER" }, house)).toBe(false);
  // Colleagues have several workspaces; Slack says which organisation is theirs.
  expect(isFromElsewhere({ id: "U0ANA", team: "T0OTHER" }, { ...house, enterprise: "E0US" })).toBe(false);
});

test.each(["S0DBA", "B0TANDEM", "C0MOVES", "ana", ""])("%j is no person's id", (id) => {
  expect(isPersonId(id)).toBe(false);
});

test("two sides without an organisation have nothing in common", () => {
  expect(isInsider(personWith({ team: "T0OTHER" }), { team: "T0US", guests: [] })).toBe(false);
});

function personWith(change: Change): SlackPerson {
  const { team, ...rest } = { ...ANA, ...change };
  return { ...(rest as Omit<SlackPerson, "team">), ...(team === undefined ? {} : { team }) };
}
