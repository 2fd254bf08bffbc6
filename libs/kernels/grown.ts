/** The memory itself where it has room for so many bytes, else twice as much with the same beginning. */
export function grown(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  if (size <= bytes.byteLength) return bytes
  const larger = new Uint8Array(Math.max(size, bytes.byteLength * 2))
  larger.set(bytes)
  return larger
}
