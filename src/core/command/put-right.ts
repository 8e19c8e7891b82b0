/** A typed line with a wrong name replaced by the right one, wherever it stands as a name of its own; undefined where it does not. */
export function putRight(line: string, wrong: string, right: string | undefined): string | undefined {
  if (right === undefined || wrong === "" || right === wrong) return undefined;
  const asName = new RegExp(`(?<![\\w-])${wrong.replaceAll(/[^\w]/g, "\\$&")}(?![\\w-])`, "g");
  const mended = line.replaceAll(asName, () => right);
  return mended === line ? undefined : mended;
}
