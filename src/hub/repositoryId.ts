import { LoupeError } from '../protocol/errors';

/** As the Hub allows them: letters, digits, `-`, `_`, `.`, at most 96, no `--` or `..`, and neither `-` nor `.` at an end. */
const part = /^(?!.*(?:--|\.\.))[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/;

/** Whether this is `owner/name`, or the bare name of one of the Hub's oldest models. Such an id is also a safe part of a path. */
export function isRepositoryId(text: string): boolean {
  const parts = text.split('/');
  return parts.length <= 2 && parts.every((name) => part.test(name)) && !text.endsWith('.git');
}

/** The id that somebody typed or pasted, also as a model's web address. Fails with `hubIdInvalid`. */
export function parseRepositoryId(text: string): string {
  const [, path] = /^https?:\/\/[^/]+\/(.*)$/i.exec(text.trim()) ?? [undefined, text.trim()];
  const id = path === text.trim() ? path : path.split(/[?#]/)[0].split('/').slice(0, 2).join('/');
  if (!isRepositoryId(id)) throw new LoupeError('hubIdInvalid', text.trim());
  return id;
}
