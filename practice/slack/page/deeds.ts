import { isJson, objectAt, objectsAt, stringAt } from "../blocks/json.ts";
import type { Json } from "../blocks/json.ts";
import type { Entry } from "../people/element-state.ts";
import { openHome } from "../people/events.ts";
import { closeView, submitView } from "../people/modal.ts";
import type { Where } from "../people/places.ts";
import { click, selectOption } from "../people/press.ts";
import type { Harness } from "../people/harness.ts";
import { suggest } from "../people/suggest.ts";
import type { Ack } from "../delivery/transport.ts";
import { compose, noticeFor } from "./compose.ts";
import { chip } from "./render/inputs.ts";
import { plainText } from "./render/text.ts";

/** Does what a person did on the page; the answer says what to tell them. */
export async function doDeed(harness: Harness, deed: Json): Promise<Json> {
  const user = stringAt(deed, "user") ?? "";
  switch (deed["kind"]) {
    case "compose": {
      const threadTs = stringAt(deed, "thread");
      const input = { user, channel: stringAt(deed, "channel") ?? "", text: stringAt(deed, "text") ?? "" };
      return { ...(await compose(harness, threadTs === undefined ? input : { ...input, threadTs })) };
    }
    case "press": {
      const value = stringAt(deed, "value");
      const target = { user, ...whereOf(deed), ...addressOf(deed) };
      return told(await click(harness, value === undefined ? target : { ...target, value }));
    }
    case "choose":
      return told(await selectOption(harness, { user, ...whereOf(deed), ...addressOf(deed), value: entryOf(deed["value"]) }));
    case "suggest": {
      const found = await suggest(harness, { user, ...whereOf(deed), ...addressOf(deed), value: stringAt(deed, "value") ?? "" });
      if (!found.ok) return { notice: noticeFor(found.error) };
      // A group's first option carries the divider above it.
      const grouped = found.groups.flatMap((group) =>
        objectsAt(group, "options").map((option, at) => ({ ...shown(option), ...(at === 0 ? { above: plainText(group["label"]) } : {}) })),
      );
      return { options: [...found.options.map(shown), ...grouped] };
    }
    case "submit": {
      const values = Object.fromEntries(Object.entries(objectAt(deed, "values")).map(([key, value]) => [key, entryOf(value)]));
      return { ...(await submitView(harness, { user, viewId: stringAt(deed, "viewId") ?? "", values })) };
    }
    case "close":
      return told((await closeView(harness, { user, viewId: stringAt(deed, "viewId") ?? "" })) ?? { ok: true, payload: {} });
    case "home":
      return told(await openHome(harness, user));
    default:
      return { notice: `the page does not know ${String(deed["kind"])}` };
  }
}

function shown(option: Json): Json {
  return { text: plainText(option["text"]), chip: chip(option).html };
}

function told(ack: Ack): Json {
  return ack.ok ? {} : { notice: noticeFor(ack.error) };
}

function whereOf(deed: Json): Where {
  const viewId = stringAt(deed, "viewId");
  return viewId === undefined ? { channel: stringAt(deed, "channel") ?? "", ts: stringAt(deed, "ts") ?? "" } : { viewId };
}

function addressOf(deed: Json): { readonly actionId: string; readonly blockId: string } {
  return { actionId: stringAt(deed, "actionId") ?? "", blockId: stringAt(deed, "blockId") ?? "" };
}

function entryOf(value: unknown): Entry {
  if (typeof value === "string" || isJson(value)) return value;
  if (!Array.isArray(value)) return null;
  const strings = value.filter((entry) => typeof entry === "string");
  return strings.length > 0 ? strings : value.filter(isJson);
}
