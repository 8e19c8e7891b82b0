import { APP_ID, BOT_ID, TEAM } from "../workspace/cast.ts";
import { validateBlocks, validateView } from "../blocks/validate.ts";
import { isJson } from "../blocks/json.ts";
import { answerOk, fail, type ApiMethod } from "./method.ts";

const apiTest: ApiMethod = {
  tier: "special",
  token: "none",
  run: (_context, args) => (typeof args["error"] === "string" ? fail(args["error"], { args }) : answerOk({ args })),
};

const authTest: ApiMethod = {
  tier: "special",
  run: ({ workspace, baseUrl }) =>
    answerOk({
      url: `${baseUrl}/`,
      team: TEAM.name,
      team_id: TEAM.id,
      ...(workspace.enterprise === undefined ? {} : { enterprise_id: workspace.enterprise }),
      user: workspace.bot.name,
      user_id: workspace.bot.id,
      bot_id: BOT_ID,
      app_id: APP_ID,
      is_enterprise_install: false,
    }),
};

const openConnection: ApiMethod = { tier: "tier3", token: "app", run: (context) => answerOk({ url: context.openConnection() }) };

/** blocks.validate answers with an `errors` list of its own (docs/facts/slack-delivery.md#blocks-validate). */
const validate: ApiMethod = {
  tier: "special",
  run(_context, args) {
    const asked = ["blocks", "message", "view"].filter((key) => args[key] !== undefined);
    const kind = asked[0];
    if (asked.length !== 1 || kind === undefined) return fail("invalid_arguments");
    const value = args[kind];
    const blocks = kind === "message" && isJson(value) ? (value["blocks"] ?? []) : value;
    const errors =
      kind === "view" ? validateView(value) : validateBlocks("message", blocks, kind === "message" ? "/message/blocks" : "/blocks");
    return errors.length === 0 ? answerOk() : fail(`invalid_${kind}`, { errors });
  },
};

export const appMethods = {
  "api.test": apiTest,
  "auth.test": authTest,
  "apps.connections.open": openConnection,
  "blocks.validate": validate,
} satisfies Record<string, ApiMethod>;
