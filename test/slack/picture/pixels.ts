import { PNG } from "pngjs";

/** A decoded PNG: `data` has four bytes a pixel, red, green, blue and how opaque it is, row after row. */
export type Pixels = Pick<PNG, "width" | "height" | "data">;

/** Throws where the bytes are no PNG. */
export function readPixels(png: Buffer): Pixels {
  return PNG.sync.read(png);
}

/** How many pixels between two heights are of a colour. */
export function countPixels(
  { width, data }: Pixels,
  [from, to]: readonly [from: number, to: number],
  isMeant: (red: number, green: number, blue: number) => boolean,
): number {
  let count = 0;
  for (let at = from * width * 4; at < to * width * 4; at += 4) {
    if (isMeant(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0)) count++;
  }
  return count;
}
