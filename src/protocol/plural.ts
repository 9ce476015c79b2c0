/**
 * The text for one of a thing, or for any other number of them. English needs both; a language with one form, such as
 * Chinese, translates them alike.
 */
export const plural = (count: number, one: string, other: string): string => (count === 1 ? one : other);
