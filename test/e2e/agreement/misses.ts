/** What an API server refuses and `check` takes, and why that is so. */
export const misses: Readonly<Record<string, string>> = {};
