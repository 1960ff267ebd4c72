/** Whether a text is more than one line. */
export const hasLines = (text: string): boolean => /[\n\r]/.test(text.trimEnd());
