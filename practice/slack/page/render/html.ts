/** Text that is already markup. Only {@link html} makes it, so nothing gets into the page unescaped. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Html[] | undefined | false;

/**
 * A template that escapes every inserted string; markup inside markup stays as it is. Line breaks of the template itself are source layout
 * and do not reach the page, while text keeps its line breaks.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const fixed = joinTemplate(strings);
  return { html: fixed.map((each, index) => each + render(parts[index])).join("") };
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
}

function render(part: Part): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part));
  return "html" in part ? part.html : part.map((each) => each.html).join("");
}

const LINE_BREAK = /\s*\n\s*/gu;

/** Between attributes a line break separates, so it becomes a space; between tags it is removed. */
function joinTemplate(strings: TemplateStringsArray): readonly string[] {
  let inTag = false;
  return strings.map((fixed) =>
    fixed
      .split(/(?<=[<>])|(?=[<>])/u)
      .map((piece) => {
        if (piece === "<" || piece === ">") inTag = piece === "<";
        return piece.replace(LINE_BREAK, inTag ? " " : "");
      })
      .join(""),
  );
}
