import { collectCurves, type Curves } from "../../../src/slack/picture/curves.ts";
import { at } from "../given.ts";
import { copyUntil } from "./copies.ts";

const END = at("22:10");

/** Curves of copies that finished, by what is known of them. */
export const FINISHED_COPIES: Readonly<Record<string, Curves>> = {
  "a finished copy, with what was estimated on its way": collectCurves(copyUntil(END), END),
  "a finished copy with more points than a chart takes": collectCurves(copyUntil(END, { estimated: false }), END),
};
