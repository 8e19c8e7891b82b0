const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** True for the bytes of a PNG. */
export function isPng(content: Buffer | undefined): boolean {
  return content?.subarray(0, SIGNATURE.length).equals(SIGNATURE) === true;
}
