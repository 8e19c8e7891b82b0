import { describe, expect, it } from "vitest";
import { HELP } from "../../../src/command/help.ts";
import { renderHelp } from "../../../src/slack/help/help.ts";
import { expectSendable, words } from "../words.ts";

describe("help", () => {
  it("shows the seven verbs of a move on one short page, each with a line to paste", () => {
    const message = renderHelp();
    expectSendable(message);
    const examples = words(message).match(/`\/movetables (?:vdiff )?\w+ customer\.commerce2customer/g) ?? [];
    expect(examples.map((line) => line.split(" ")[1])).toEqual(["create", "status", "vdiff", "switch", "reverse", "complete", "cancel"]);
    expect(words(message).split("\n").length).toBeLessThan(20);
    expect(JSON.stringify(message.blocks)).toContain('"value":"help more"');
  });

  it("lists every other verb by task behind More", () => {
    const message = renderHelp("more");
    expectSendable(message);
    const both = words(renderHelp()) + words(message);
    for (const { typed } of HELP) expect(both).toMatch(new RegExp(`\`(?:/movetables )?${typed}[\` ]`));
    expect(words(message).match(/^\*[^*]+\*$/gm)).toHaveLength(5);
  });

  const topics = HELP.map(({ verb }) => verb).filter((verb) => verb !== "help");

  it.each([...topics, ...(["vdiff", "rules", "throttler"] as const)])("on %s shows an example and fits into one message", (topic) => {
    const message = renderHelp(topic);
    expectSendable(message);
    expect(words(message)).toContain("Example: `/movetables ");
    expect(words(message)).not.toMatch(/^…$/m);
  });

  it("on one verb lists all its options", () => {
    const options = HELP.find(({ verb }) => verb === "switch")?.options ?? [];
    expect(options.length).toBeGreaterThan(4);
    for (const { name } of options) expect(words(renderHelp("switch"))).toContain(`• \`--${name}`);
  });
});
