/** The variables of lambdas, under names that no column of a file has: DuckDB would take `given.v0` for its field. */
export const GIVEN = '"<given>"'
export const ITEM = '"<item>"'
export const PLACE = '"<place>"'
export const BEFORE = '"<before>"'
export const DIGIT = '"<digit>"'
