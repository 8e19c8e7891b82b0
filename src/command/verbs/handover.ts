import { toProblem } from "../words/refusals.ts";
import { defineVerb, pickCluster } from "./verb.ts";

// Slack passes a mention in a message as an id, and leaves the text of a slash command as it was typed.
const MENTIONED = /^<@([A-Z0-9]+)(?:\|[^>]*)?>$/;
const AT_NAME = /^@(\S.*)$/;

export const HANDOVER = defineVerb("handover", {
  build({ words, cluster, keyspace, workflow }) {
    const stray = workflow ?? keyspace;
    const typed = stray ?? words.join(" ");
    if (typed === "") return { verb: "handover", ...pickCluster(cluster) };
    const to = stray === undefined ? (MENTIONED.exec(typed) ?? AT_NAME.exec(typed))?.[1] : undefined;
    if (to === undefined) return toProblem("value-wrong", { option: "handover", value: typed, expected: "nothing or one @person" });
    return { verb: "handover", ...pickCluster(cluster), to };
  },
});
