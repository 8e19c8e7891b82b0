import { readFileSync } from "node:fs";

/** What is wrong with a file that must exist and not be empty; undefined if nothing is. */
export function findFileTrouble(path: string): string | undefined {
  const content = readContent(path);
  if (typeof content === "string") return content;
  return content.length === 0 ? "is empty" : undefined;
}

/** Like {@link findFileTrouble}, for a PEM file. */
export function findPemTrouble(path: string): string | undefined {
  const content = readContent(path);
  if (typeof content === "string") return content;
  return content.includes("-----BEGIN ") ? undefined : "is not a PEM file";
}

/** The file's content, or why it cannot be read. */
export function readContent(path: string): Buffer | string {
  try {
    return readFileSync(path);
  } catch (error) {
    return `cannot be read (${error instanceof Error && "code" in error ? String(error.code) : String(error)})`;
  }
}
