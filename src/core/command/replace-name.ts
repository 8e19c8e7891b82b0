/** Replaces a wrong name in a typed line, wherever it stands as a whole word; undefined where nothing changes. */
export function replaceWrongName(line: string, wrong: string, right: string | undefined): string | undefined {
  if (right === undefined || wrong === "" || right === wrong) return undefined;
  const asName = new RegExp(`(?<![\\w-])${wrong.replaceAll(/[^\w]/g, "\\$&")}(?![\\w-])`, "g");
  const mended = line.replaceAll(asName, () => right);
  return mended === line ? undefined : mended;
}
