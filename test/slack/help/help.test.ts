import { describe, expect, it } from "vitest";
import { HELP } from "../../../src/command/help.ts";
import { renderHelp } from "../../../src/slack/help/help.ts";
import { expectSendable, words } from "../words.ts";

describe("help", () => {
  it("lists every verb on one page", () => {
    const message = renderHelp();
    expectSendable(message);
    for (const { typed } of HELP) expect(words(message)).toContain(`• \`${typed}`);
  });

  const topics = HELP.map(({ verb }) => verb).filter((verb) => verb !== "help");

  it.each([...topics, ...(["vdiff", "rules", "throttler"] as const)])("on %s shows an example and fits into one message", (topic) => {
    const message = renderHelp(topic);
    expectSendable(message);
    expect(words(message)).toContain("Example: `/movetables ");
    expect(words(message)).not.toMatch(/^…$/m);
  });

  it("on one verb lists every option of it", () => {
    const options = HELP.find(({ verb }) => verb === "switch")?.options ?? [];
    expect(options.length).toBeGreaterThan(4);
    for (const { name } of options) expect(words(renderHelp("switch"))).toContain(`• \`--${name}`);
  });
});
