import { isJson, readObject, readObjects, readString, type Json } from "../blocks/json.ts";
import type { Entry } from "../people/element-state.ts";
import { openHome } from "../people/events.ts";
import { closeView, submitView } from "../people/modal.ts";
import { findSeen, type Where } from "../people/places.ts";
import { click, selectOption } from "../people/press.ts";
import type { Harness } from "../people/harness.ts";
import { runShortcut } from "../people/shortcut.ts";
import { suggest } from "../people/suggest.ts";
import type { Ack } from "../delivery/transport.ts";
import { compose, explainError, tellAck } from "./compose.ts";
import type { GuideHolder } from "./guide.ts";
import { renderChip } from "./render/inputs.ts";
import { readPlainText } from "./render/text.ts";

/** Does what a person did on the page; the answer says what to tell them. */
export async function doDeed(harness: Harness, guiding: GuideHolder, deed: Json): Promise<Json> {
  const user = readString(deed, "user") ?? "";
  switch (deed["kind"]) {
    case "compose": {
      const threadTs = readString(deed, "thread");
      const input = { user, channel: readString(deed, "channel") ?? "", text: readString(deed, "text") ?? "" };
      return { ...(await compose(harness, threadTs === undefined ? input : { ...input, threadTs })) };
    }
    case "press": {
      const value = readString(deed, "value");
      const target = { user, ...parseWhere(harness, deed), ...parseElementAddress(deed) };
      return describeAck(await click(harness, value === undefined ? target : { ...target, value }));
    }
    case "choose":
      return describeAck(
        await selectOption(harness, { user, ...parseWhere(harness, deed), ...parseElementAddress(deed), value: parseEntry(deed["value"]) }),
      );
    case "suggest": {
      const found = await suggest(harness, {
        user,
        ...parseWhere(harness, deed),
        ...parseElementAddress(deed),
        value: readString(deed, "value") ?? "",
      });
      if (!found.ok) return { notice: explainError(found.error) };
      // A group's first option carries the divider above it.
      const grouped = found.groups.flatMap((group) =>
        readObjects(group, "options").map((option, at) => ({
          ...toShownOption(option),
          ...(at === 0 ? { above: readPlainText(group["label"]) } : {}),
        })),
      );
      return { options: [...found.options.map(toShownOption), ...grouped] };
    }
    case "submit": {
      const values = Object.fromEntries(Object.entries(readObject(deed, "values")).map(([key, value]) => [key, parseEntry(value)]));
      return { ...(await submitView(harness, { user, viewId: readString(deed, "viewId") ?? "", values })) };
    }
    case "close":
      return describeAck((await closeView(harness, { user, viewId: readString(deed, "viewId") ?? "" })) ?? { ok: true, payload: {} });
    case "shortcut": {
      const callbackId = readString(deed, "callbackId") ?? "";
      const [channel, ts] = [readString(deed, "channel") ?? "", readString(deed, "ts") ?? ""];
      return describeAck(await runShortcut(harness, { user, callbackId, channel, ts }));
    }
    case "guide":
      return { ...guiding.choose(readString(deed, "choice") ?? "") };
    case "home":
      return describeAck(await openHome(harness, user));
    default:
      return { notice: `the page does not know ${String(deed["kind"])}` };
  }
}

function toShownOption(option: Json): Json {
  return { text: readPlainText(option["text"]), chip: renderChip(option).html };
}

function describeAck(ack: Ack): Json {
  return { ...tellAck(ack) };
}

function parseWhere(harness: Harness, deed: Json): Where {
  const viewId = readString(deed, "viewId");
  if (viewId !== undefined) return { viewId };
  const [channel, ts] = [readString(deed, "channel") ?? "", readString(deed, "ts") ?? ""];
  const asSeen = findSeen(harness, channel, ts, readString(deed, "blockId") ?? "");
  return { channel, ts, ...(asSeen === undefined ? {} : { asSeen }) };
}

function parseElementAddress(deed: Json): { readonly actionId: string; readonly blockId: string } {
  return { actionId: readString(deed, "actionId") ?? "", blockId: readString(deed, "blockId") ?? "" };
}

function parseEntry(value: unknown): Entry {
  if (typeof value === "string" || isJson(value)) return value;
  if (!Array.isArray(value)) return null;
  const strings = value.filter((entry) => typeof entry === "string");
  return strings.length > 0 ? strings : value.filter(isJson);
}
