/** Functions that give another value at every call. */
export const VOLATILE_FUNCTIONS = ['random', 'gen_random_uuid'] as const
