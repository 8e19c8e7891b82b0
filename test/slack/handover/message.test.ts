import { expect, test } from "vitest";
import type { Handover } from "../../../src/core/operation/handover/handover.ts";
import { renderHandover } from "../../../src/slack/handover/message.ts";
import { keyspaceNamed } from "../../names.ts";
import { move, NAMES, NOW, request, view } from "../given.ts";
import { expectSendable } from "../words.ts";

test("a hand-over of 200 moves with long names, all waiting and with overrides that lapse, fits into a message with its button", () => {
  const overrides = [
    { step: "switch" as const, finding: "finding".repeat(10), until: NOW + 60_000, requestId: request().id, by: [], at: NOW, reason: "" },
  ];
  const moves = Array.from({ length: 200 }, (_, n) => ({ ...move().name, targetKeyspace: keyspaceNamed(`${"keyspace_".repeat(6)}${n}`) }));
  const moveViews = moves.map((name) => view({ move: move({ name, overrides }), request: request() }));
  const { id } = request();
  const { askedBy: by, channel } = move();
  const offer: Handover = { id, by, channel, at: NOW, moves, state: { kind: "offered" }, shown: "nothing" };
  const message = renderHandover(offer, { moveViews, now: NOW, names: NAMES, mention: false });
  expectSendable(message);
  expect(JSON.stringify(message.blocks)).toContain("Accept hand-over");
});
