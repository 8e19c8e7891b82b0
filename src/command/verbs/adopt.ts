import { isProblem } from "../refusals.ts";
import { defineVerb, inCluster, type NoOptions, onlyKeyspace, onlyName } from "../verb.ts";

export const ADOPT = defineVerb<NoOptions>({
  verb: "adopt",
  typed: "adopt",
  alsoTyped: [],
  takes: "target_keyspace.workflow",
  meaning: "Follow a move that was begun elsewhere; its card is shown here.",
  example: "/movetables adopt customer.commerce2customer",
  options: {},
  ignored: {},
  notOurs: {},
  defaults: {},
  build(ask) {
    const name = onlyName(ask, "adopt");
    return isProblem(name) ? name : { verb: "adopt", name };
  },
});

export const ADOPT_ALL = defineVerb<NoOptions>({
  verb: "adopt-all",
  typed: "adopt all",
  alsoTyped: [],
  takes: "target_keyspace",
  meaning: "Follow every MoveTables workflow of a keyspace that was begun elsewhere.",
  example: "/movetables adopt all customer",
  options: {},
  ignored: {},
  notOurs: {},
  defaults: {},
  build(ask) {
    const keyspace = onlyKeyspace(ask, "adopt all");
    return isProblem(keyspace) ? keyspace : { verb: "adopt-all", ...inCluster(ask.cluster), keyspace };
  },
});
