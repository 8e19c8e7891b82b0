import { isJson, readObjects, type Json } from "./json.ts";
import { checkAnyBlock } from "./kinds.ts";
import {
  acceptAnything,
  checkFlag,
  checkList,
  checkObject,
  checkText,
  checkWord,
  reportProblem,
  stepInside,
  type BlockProblem,
  type Place,
  type Surface,
} from "./shape.ts";
import { checkPlainText } from "./text.ts";
import { checkUniqueIds } from "./ids.ts";

const MOST_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

/** Slack does not document when it answers `msg_blocks_too_long`; users report roughly this (docs/facts/slack-limits.md#all-block-text). */
export const MOST_BLOCK_TEXT = 12_000;

/** Every problem of these blocks on this surface, in document order; an empty list means that Slack would accept them. */
export function validateBlocks(surface: Surface, blocks: unknown, pointer = "/blocks"): readonly BlockProblem[] {
  const at: Place = { pointer, surface, problems: [] };
  checkList(checkAnyBlock, { min: 0, max: MOST_BLOCKS[surface] })(blocks, at);
  if (Array.isArray(blocks)) {
    checkUniqueIds(blocks.filter(isJson), at);
    if (surface === "message") checkOnePerMessage(blocks.filter(isJson), at);
  }
  return at.problems;
}

/** Every problem of a modal or a Home tab. */
export function validateView(view: unknown): readonly BlockProblem[] {
  const surface: Surface = isJson(view) && view["type"] === "home" ? "home" : "modal";
  const at: Place = { pointer: "/view", surface, problems: [] };
  const shared = { callback_id: checkText(255, 0), private_metadata: checkText(3000, 0), external_id: checkText(255, 0) };
  const blocks = acceptAnything; // checked below with the surface's own limit
  if (surface === "home")
    checkObject(
      { type: checkWord("home"), blocks },
      { ...shared, title: checkPlainText(24), close: acceptAnything, submit: acceptAnything },
    )(view, at);
  else
    checkObject(
      { type: checkWord("modal"), title: checkPlainText(24), blocks },
      {
        ...shared,
        submit: checkPlainText(24),
        close: checkPlainText(24),
        clear_on_close: checkFlag,
        notify_on_close: checkFlag,
        submit_disabled: checkFlag,
      },
    )(view, at);
  if (!isJson(view) || !Array.isArray(view["blocks"])) return at.problems;
  if (surface === "modal" && readObjects(view, "blocks").some((entry) => entry["type"] === "input") && view["submit"] === undefined)
    reportProblem(at, "missing_field", "submit is required when an input block is within blocks");
  return [...at.problems, ...validateBlocks(surface, view["blocks"], stepInside(at, "blocks").pointer)];
}

const WORDS: ReadonlySet<string> = new Set(["text", "title", "caption", "label"]);

/** How many characters of text all blocks have together, as the cumulative limit counts them. */
export function measureBlockText(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, entry: unknown) => sum + measureBlockText(entry), 0);
  if (!isJson(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, entry]) => sum + (WORDS.has(key) && typeof entry === "string" ? entry.length : measureBlockText(entry)),
    0,
  );
}

/** What a workspace says of a block that it does not know yet. */
export function findRefused(blocks: unknown, refused: ReadonlySet<string>): readonly BlockProblem[] {
  const at: Place = { pointer: "/blocks", surface: "message", problems: [] };
  for (const [index, block] of (Array.isArray(blocks) ? blocks : []).entries()) {
    const kind = isJson(block) ? String(block["type"]) : "";
    if (refused.has(kind)) reportProblem(stepInside(stepInside(at, index), "type"), "unsupported_type", `unsupported type: ${kind}`);
  }
  return at.problems;
}

/** The lines of `response_metadata.messages`. */
export function toMessages(problems: readonly BlockProblem[]): readonly string[] {
  return problems.map((problem) => `[ERROR] ${problem.message} [json-pointer:${problem.pointer}]`);
}

function checkOnePerMessage(blocks: readonly Json[], at: Place): void {
  const kinds = blocks.map((entry) => String(entry["type"]));
  if (kinds.filter((kind) => kind === "table").length > 1)
    reportProblem(at, "only_one_table_allowed", "only one table block is allowed in a message");
  if (kinds.filter((kind) => kind === "data_visualization").length > 2)
    reportProblem(at, "too_many", "no more than 2 data_visualization blocks are allowed in a message");
  if (kinds.includes("plan") && kinds.includes("task_card"))
    reportProblem(at, "invalid_value", "plan and task_card cannot be mixed in a message");
}
