import { inflateSync } from "node:zlib";

/** A decoded PNG: `at(x, y)` is a pixel's red, green and blue. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => readonly [red: number, green: number, blue: number];
}

const SIGNATURE = "89504e470d0a1a0a";
const RGBA_OF_8_BITS = [8, 6];
const CHANNELS = 4;

/** Reads a PNG of 8-bit RGBA, as resvg writes it. Throws for anything else. */
export function readPixels(png: Buffer): Pixels {
  if (png.subarray(0, 8).toString("hex") !== SIGNATURE) throw new Error("not a PNG");
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  if (png[24] !== RGBA_OF_8_BITS[0] || png[25] !== RGBA_OF_8_BITS[1]) throw new Error("not 8-bit RGBA");
  const raw = inflateSync(Buffer.concat(listChunks(png, "IDAT")));
  const stride = width * CHANNELS;
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const left = x < CHANNELS ? 0 : (out[y * stride + x - CHANNELS] ?? 0);
      const up = y === 0 ? 0 : (out[(y - 1) * stride + x] ?? 0);
      const corner = x < CHANNELS || y === 0 ? 0 : (out[(y - 1) * stride + x - CHANNELS] ?? 0);
      out[y * stride + x] = ((raw[y * (stride + 1) + 1 + x] ?? 0) + predict(filter, left, up, corner)) & 0xff;
    }
  }
  const read = (x: number, y: number, channel: number): number => out[y * stride + x * CHANNELS + channel] ?? 0;
  return { width, height, at: (x, y) => [read(x, y, 0), read(x, y, 1), read(x, y, 2)] };
}

/** How many pixels of a row of the picture, between two heights, are of a colour. */
export function countPixels(
  { width, at }: Pixels,
  [from, to]: readonly [from: number, to: number],
  isMeant: (red: number, green: number, blue: number) => boolean,
): number {
  let count = 0;
  for (let y = from; y < to; y++) for (let x = 0; x < width; x++) if (isMeant(...at(x, y))) count++;
  return count;
}

function listChunks(png: Buffer, type: string): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === type) chunks.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return chunks;
}

/** The five filters of the PNG specification. */
function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const [a, b, c] = [left, up, corner].map((one) => Math.abs(left + up - corner - one)) as [number, number, number];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
