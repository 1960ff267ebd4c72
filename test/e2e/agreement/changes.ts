/** One change of a base: a JSON pointer and what it is then, or nothing where it is taken out. */
type Change = readonly [pointer: string, value?: unknown];

/** Changes by kind. */
export type Changes = Readonly<Record<string, readonly Change[]>>;
