import { appMethods } from "./app.ts";
import { chatMethods } from "./chat.ts";
import { conversationsMethods } from "./conversations.ts";
import { filesMethods } from "./files.ts";
import { marksMethods } from "./marks.ts";
import type { ApiMethod } from "./method.ts";
import { peopleMethods } from "./people.ts";
import { viewsMethods } from "./views.ts";

/** Every Web API method that the practice Slack has; any other is `unknown_method`. */
export const METHODS: ReadonlyMap<string, ApiMethod> = new Map<string, ApiMethod>(
  Object.entries({
    ...appMethods,
    ...chatMethods,
    ...conversationsMethods,
    ...filesMethods,
    ...marksMethods,
    ...peopleMethods,
    ...viewsMethods,
  }),
);
