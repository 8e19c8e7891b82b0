import type { Block } from "../blocks/block.ts";
import { buildContext, buildPreformatted } from "../blocks/build.ts";
import type { TextFile } from "../blocks/message.ts";
import { quoteVerbatim } from "../text/escape.ts";
import { formatCounted } from "../text/numbers.ts";

interface DryRunLine {
  readonly line: string;
  readonly more?: readonly Block[];
  readonly file?: TextFile;
}

/** A dry run's first lines; all of them go into a file if they do not fit. */
export function sayDryRun({ lines }: { readonly lines: readonly string[] }, title: string, move: string): DryRunLine {
  if (lines.length === 0) return { line: `${title}: Vitess would change nothing.` };
  const { block, shown } = buildPreformatted(lines.map((line) => quoteVerbatim(line)));
  const file = { name: `dry-run-${move.replaceAll(/[^A-Za-z0-9.-]/g, "_").slice(0, 80)}.txt`, content: `${lines.join("\n")}\n` };
  const cut = shown < lines.length || lines.some((line) => quoteVerbatim(line) !== quoteVerbatim(line, Infinity));
  return {
    line: `${title}, ${formatCounted(lines.length, "line")}. Nothing was changed.`,
    more: [block, ...(shown < lines.length ? [buildContext(`${lines.length - shown} more in the file`)] : [])],
    ...(cut ? { file } : {}),
  };
}
