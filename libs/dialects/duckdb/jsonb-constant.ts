/** A constant of jsonb, its scalars and keys as jsonb writes them. */
export type ConstantJson =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly ConstantJson[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [key: string, value: ConstantJson])[] }

const TOKEN = /[{}[\]]|"(?:[^"\\]|\\.)*"|[^\s,:{}[\]]+/gu

/** Reads the canonical text of a jsonb value. */
export function readConstant(text: string): ConstantJson {
  const tokens = text.match(TOKEN) ?? []
  let place = 0
  const next = (): string => tokens[place++] ?? ''
  const value = (token: string): ConstantJson => {
    if (token === '{') return object()
    return token === '[' ? array() : { kind: 'scalar', text: token }
  }
  const object = (): ConstantJson => {
    const members: (readonly [string, ConstantJson])[] = []
    for (let token = next(); token !== '}' && token !== ''; token = next()) members.push([token, value(next())])
    return { kind: 'object', members }
  }
  const array = (): ConstantJson => {
    const items: ConstantJson[] = []
    for (let token = next(); token !== ']' && token !== ''; token = next()) items.push(value(token))
    return { kind: 'array', items }
  }
  return value(next())
}
