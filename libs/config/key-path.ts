/** True for the path of a key; a key may also be given itself, as JSON or PEM, and must then never be told. */
export function isKeyPath(text: string): boolean {
  return text.length < 1024 && !/[\n{]|-----BEGIN/.test(text)
}
