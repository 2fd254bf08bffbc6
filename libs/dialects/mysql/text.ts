import { type Expression, type Literal, typeOf } from '#plan'
import type { ExpressionRenderer, FunctionRewrite, FunctionTable, PrintedCall } from '../base/dialect.ts'
import { parsePattern, printPattern } from '../base/patterns.ts'
import { argument, constantText, equality, named } from '../base/rewrites.ts'
import { joinSql, NOTHING, raw, type Sql, sql } from '../base/sql.ts'
import { bytes, characters } from './values.ts'

const ESCAPE = '|'

/** LIKE with a constant pattern, character by character: utf8mb4_bin has no case and LIKE never pads. */
const like: FunctionRewrite = (call, render) => {
  const pattern = argument(call, 1, render)
  const escapeWith = call.arguments[2]
  const escaping = escapeWith === undefined ? '\\' : escapeWith.kind === 'literal' ? escapeWith.value : null
  if (pattern.kind !== 'literal' || pattern.value === null || escaping === null)
    return render.refuse('FUNCTION_NOT_EXACT', call)
  // PostgreSQL refuses an escape of several characters.
  const parts = Array.from(escaping).length > 1 ? undefined : parsePattern(pattern.value, escaping)
  if (parts === undefined) return render.refuse('MAY_RAISE', call)
  const rewritten: Literal = { ...pattern, value: printPattern(parts, ESCAPE) }
  const value = render.value(argument(call, 0, render))
  return sql`(${characters(value)} LIKE ${[rewritten]} ESCAPE '${ESCAPE}')`
}

/** Text as characters of one set, which MySQL can put together; bytes as they are. */
function sequence(side: Expression, render: ExpressionRenderer): Sql {
  const value = render.value(side)
  return typeOf(side).kind === 'binary' ? value : characters(value)
}

function sequences(call: PrintedCall, render: ExpressionRenderer): readonly Sql[] {
  return call.arguments.map((side) => sequence(side, render))
}

const concat: FunctionRewrite = (call, render) => {
  const parts = sequences(call, render).map((part) => sql`COALESCE(${part}, '')`)
  return sql`CONCAT(${joinSql(parts, ', ')})`
}

/** The constant at a place, when it is a number of at least `least`; refuses any other argument. */
function countFrom(call: PrintedCall, index: number, least: number, render: ExpressionRenderer): Sql {
  const count = Number(constantText(call, index, render))
  return Number.isInteger(count) && count >= least ? raw(String(count)) : render.refuse('FUNCTION_NOT_EXACT', call)
}

const end =
  (name: string): FunctionRewrite =>
  (call, render) =>
    sql`${name}(${sequence(argument(call, 0, render), render)}, ${countFrom(call, 1, 0, render)})`

const substring: FunctionRewrite = (call, render) => {
  const start = countFrom(call, 1, 1, render)
  const length = call.arguments.length > 2 ? sql`, ${countFrom(call, 2, 0, render)}` : NOTHING
  return sql`SUBSTRING(${sequence(argument(call, 0, render), render)}, ${start}${length})`
}

/** Takes spaces, or one given character, off an end: MySQL's TRIM takes off a text where PostgreSQL's takes a set. */
const trim =
  (where: 'BOTH' | 'LEADING' | 'TRAILING'): FunctionRewrite =>
  (call, render) => {
    const value = characters(render.value(argument(call, 0, render)))
    const set: Expression | undefined = call.arguments[1]
    if (set === undefined) return sql`TRIM(${where} ' ' FROM ${value})`
    const single = set.kind === 'literal' && [...(set.value ?? '')].length === 1
    return single ? sql`TRIM(${where} ${render.value(set)} FROM ${value})` : render.refuse('FUNCTION_NOT_EXACT', call)
  }

const position: FunctionRewrite = (call, render) => {
  const [text, part] = sequences(call, render)
  return sql`LOCATE(${part ?? NOTHING}, ${text ?? NOTHING})`
}

const startsWith: FunctionRewrite = (call, render) => {
  const start = constantText(call, 1, render)
  const value = render.value(argument(call, 0, render))
  const taken = bytes(sql`LEFT(${characters(value)}, ${String([...start].length)})`)
  return equality(taken, [bytes(render.value(argument(call, 1, render)))])
}

const ofSequences =
  (name: string): FunctionRewrite =>
  (call, render) =>
    sql`${name}(${joinSql(sequences(call, render), ', ')})`

/** The bytes of a text in UTF-8, or bytes as they are. */
function octets(side: Expression, render: ExpressionRenderer): Sql {
  const value = render.value(side)
  return typeOf(side).kind === 'binary' ? value : bytes(value)
}

/** Text, less what changes case: MySQL does that by a table of its collation, PostgreSQL by Unicode's. */
export const TEXT: FunctionTable = {
  like,
  text_concat: ofSequences('CONCAT'),
  concat,
  concat_ws: ofSequences('CONCAT_WS'),
  length: named('CHAR_LENGTH'),
  octet_length: (call, render) => sql`LENGTH(${octets(argument(call, 0, render), render)})`,
  left: end('LEFT'),
  right: end('RIGHT'),
  substring,
  trim: trim('BOTH'),
  ltrim: trim('LEADING'),
  rtrim: trim('TRAILING'),
  replace: ofSequences('REPLACE'),
  reverse: ofSequences('REVERSE'),
  position,
  starts_with: startsWith,
  md5: (call, render) => sql`MD5(${octets(argument(call, 0, render), render)})`,
}
