import type { FunctionRewrite, FunctionTable } from '../base/dialect.ts'
import { argument, infix, named, values } from '../base/rewrites.ts'
import { NOTHING, sql } from '../base/sql.ts'

/** `x LIKE pattern ESCAPE '\'`: the escape is always said. */
const like: FunctionRewrite = (call, render) => {
  const [value, pattern, escaping] = values(call, render)
  return sql`(${value ?? NOTHING} LIKE ${pattern ?? NOTHING} ESCAPE ${escaping ?? "E'\\\\'"})`
}

/** Text, less what follows a server's locale. */
export const TEXT: FunctionTable = {
  like,
  text_concat: infix('||'),
  concat: named('concat'),
  concat_ws: named('concat_ws'),
  length: named('length'),
  octet_length: named('octet_length'),
  trim: named('btrim'),
  ltrim: named('ltrim'),
  rtrim: named('rtrim'),
  substring: named('substring'),
  left: named('left'),
  right: named('right'),
  lpad: named('lpad'),
  rpad: named('rpad'),
  replace: named('replace'),
  position: named('strpos'),
  split_part: named('split_part'),
  starts_with: named('starts_with'),
  reverse: named('reverse'),
  repeat: named('repeat'),
  md5: named('md5'),
}

/** From 17 on the server has our collation built in, and changes of case can name it. */
export const TEXT_FROM_17: FunctionTable = {
  lower: (call, render) => sql`lower(${render.value(argument(call, 0, render))} COLLATE "pg_c_utf8")`,
  upper: (call, render) => sql`upper(${render.value(argument(call, 0, render))} COLLATE "pg_c_utf8")`,
  ilike: (call, render) => {
    const [value, pattern, escaping] = values(call, render)
    return sql`(${value ?? NOTHING} COLLATE "pg_c_utf8" ILIKE ${pattern ?? NOTHING} ESCAPE ${escaping ?? "E'\\\\'"})`
  },
}
