import { isJson, readObject, readObjects, readString, type Json } from "./json.ts";
import { reportProblem, stepInside, type Place } from "./shape.ts";

/** block_id is unique in its message or view; action_id is unique in its block. */
export function checkUniqueIds(blocks: readonly Json[], at: Place): void {
  refuseRepeats(blocks, "block_id", at);
  for (const [index, block] of blocks.entries()) refuseRepeats(listInteractiveElements(block), "action_id", stepInside(at, index));
}

/** The elements of a block that may carry an action_id. */
export function listInteractiveElements(block: Json): readonly Json[] {
  const single = [readObject(block, "accessory"), readObject(block, "element")];
  return [...readObjects(block, "elements"), ...readObjects(block, "actions"), ...single].filter((entry) => readString(entry, "action_id"));
}

/** Elements that only display something and so have no action_id. */
const PASSIVE = new Set([
  "image",
  "plain_text",
  "mrkdwn",
  "card",
  "rich_text_section",
  "rich_text_list",
  "rich_text_quote",
  "rich_text_preformatted",
]);

/** Slack gives every block an id, and every interactive element an action_id, if the app gave none. */
export function addIds(block: Json, nextId: (prefix: string) => string): Json {
  const named = (element: Json): Json =>
    PASSIVE.has(String(element["type"])) ? element : { ...element, action_id: element["action_id"] ?? nextId("a") };
  const filled: Record<string, unknown> = { ...block, block_id: block["block_id"] ?? nextId("b") };
  for (const key of ["accessory", "element"]) if (isJson(block[key])) filled[key] = named(block[key]);
  for (const key of ["elements", "actions"]) if (Array.isArray(block[key])) filled[key] = readObjects(block, key).map(named);
  if (Array.isArray(block["child_blocks"]))
    filled["child_blocks"] = readObjects(block, "child_blocks").map((child) => addIds(child, nextId));
  return filled;
}

function refuseRepeats(entries: readonly Json[], key: "block_id" | "action_id", at: Place): void {
  const seen = new Set<string>();
  for (const entry of entries) {
    const id = readString(entry, key);
    if (id !== undefined && seen.has(id)) reportProblem(at, "duplicate_id", `\`${key}\` already exists: ${id}`);
    if (id !== undefined) seen.add(id);
  }
}
