/** Functions that give rows: in FROM, or for each row of a select list. */
export const TABLE_FUNCTIONS = ['generate_series', 'generate_subscripts', 'unnest'] as const
