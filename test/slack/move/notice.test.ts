import { describe, expect, test } from "vitest";
import { renderNotice } from "../../../src/slack/move/notice.ts";
import { move, NAMES, NOW, situationOf } from "../given.ts";
import { expectSendable, labels, words } from "../words.ts";
import { NOTICES } from "./notices.ts";

describe("the operators' channel hears", () => {
  test.each(Object.entries(NOTICES))("of %s", (_what, rows) => {
    for (const { body, situation = situationOf(), says, buttons = [] } of [rows].flat()) {
      const notice = { id: "n-1", channel: move().channel, at: NOW, body, posted: false };
      const message = renderNotice(notice, { now: NOW, situation, names: NAMES });
      expectSendable(message);
      for (const one of says) expect(words(message)).toContain(one);
      expect(labels(message)).toEqual(buttons);
    }
  });
});
