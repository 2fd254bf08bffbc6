const ROW = '(SELECT 1 AS a)'

/** A statement that nests to a depth, for everything that can. */
export const NESTED: Readonly<Record<string, (depth: number) => string>> = {
  brackets: (depth) => `SELECT ${'('.repeat(depth)}1${')'.repeat(depth)}`,
  'signs and operators': (depth) => `SELECT ${'1 + '.repeat(depth)}1`,
  'operators from the right': (depth) => `SELECT ${'1 + ('.repeat(depth)}1${')'.repeat(depth)}`,
  NOT: (depth) => `SELECT ${'NOT '.repeat(depth)}true`,
  'AND in OR in AND': (depth) =>
    `SELECT ${'(true AND (false OR '.repeat(depth / 2)}true${'))'.repeat(depth / 2)} WHERE true`,
  'operators of columns': (depth) => `SELECT ${'a + '.repeat(depth)}1 FROM ${ROW} q`,
  'calls of columns': (depth) => `SELECT ${'coalesce('.repeat(depth)}a${', 1)'.repeat(depth)} FROM ${ROW} q`,
  'conditions of columns': (depth) =>
    `SELECT 1 FROM ${ROW} q WHERE ${'(a > 1 AND (a < 5 OR '.repeat(depth / 2)}true${'))'.repeat(depth / 2)}`,
  casts: (depth) => `SELECT 1${'::int::text'.repeat(depth / 2)}`,
  calls: (depth) => `SELECT ${'abs('.repeat(depth)}1${')'.repeat(depth)}`,
  'CASE in ELSE': (depth) => `SELECT ${'CASE WHEN false THEN 0 ELSE '.repeat(depth)}1${' END'.repeat(depth)}`,
  'CASE in WHEN': (depth) => `SELECT ${'CASE WHEN '.repeat(depth)}true${' THEN true END'.repeat(depth)}`,
  'IN lists': (depth) => `SELECT ${'1 IN ('.repeat(1)}${'(1 + '.repeat(depth)}1${')'.repeat(depth)})`,
  'scalar subqueries': (depth) => `SELECT ${'(SELECT '.repeat(depth)}1${')'.repeat(depth)}`,
  'subqueries of FROM': (depth) => `SELECT a FROM ${'(SELECT a FROM '.repeat(depth)}${ROW} q${') q'.repeat(depth)}`,
  EXISTS: (depth) => `SELECT 1 WHERE ${'EXISTS (SELECT 1 WHERE '.repeat(depth)}true${')'.repeat(depth)}`,
  joins: (depth) =>
    `SELECT 1 FROM ${ROW} q${Array.from({ length: depth }, (_, i) => ` JOIN ${ROW} q${i} ON true`).join('')}`,
  'joins from the right': (depth) =>
    `SELECT 1 FROM ${Array.from({ length: depth }, (_, i) => `(${ROW} q${i} CROSS JOIN `).join('')}${ROW} q${')'.repeat(depth)}`,
  UNION: (depth) => `SELECT 1${' UNION ALL SELECT 1'.repeat(depth)}`,
  'UNION from the right': (depth) =>
    `${'SELECT 1 UNION (ALL '.replace('(ALL', 'ALL (').repeat(depth)}SELECT 1${')'.repeat(depth)}`,
  WITH: (depth) => `${'WITH q AS ('.repeat(depth)}SELECT 1 AS a${') SELECT a FROM q'.repeat(depth)}`,
  'windows of windows': (depth) =>
    `SELECT ${'max('.repeat(depth)}1${') OVER ()'.repeat(Math.min(depth, 1))}${')'.repeat(Math.max(depth - 1, 0))}`,
}
