import { readdirSync, readFileSync } from "node:fs";

export interface Source {
  /** From the root of the repository, with slashes. */
  readonly file: string;
  readonly text: string;
}

/** Every handwritten TypeScript file under the folders, in order. */
export function sourcesIn(...folders: readonly string[]): readonly Source[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path.replaceAll("\\", "/")}`),
    )
    .filter((file) => file.endsWith(".ts") && !file.includes("/generated/"))
    .toSorted()
    .map((file) => ({ file, text: readFileSync(file, "utf8") }));
}
