import { LoupeError } from '../protocol/errors';

/** As the Hub allows them: letters, digits, `-`, `_`, `.`, at most 96, no `--` or `..`, and neither `-` nor `.` at an end. */
const part = /^(?!.*(?:--|\.\.))[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?$/;

/** Whether this is `owner/name`, or the bare name of one of the Hub's oldest models. Such an id is also a safe part of a path. */
export function isRepositoryId(text: string): boolean {
  const parts = text.split('/');
  return parts.length <= 2 && parts.every((name) => part.test(name)) && !text.endsWith('.git');
}

/** The id in what somebody typed or pasted, also as a model's web address; undefined where there is none. */
export function repositoryIdIn(text: string): string | undefined {
  const typed = text.trim();
  const [, path] = /^https?:\/\/[^/]+\/([^?#]*)/i.exec(typed) ?? [];
  const id = path === undefined ? typed : path.split('/').slice(0, 2).join('/');
  return isRepositoryId(id) ? id : undefined;
}

/** The same where there has to be one. Fails with `hubIdInvalid`. */
export function parseRepositoryId(text: string): string {
  const id = repositoryIdIn(text);
  if (id === undefined) throw new LoupeError('hubIdInvalid', text.trim());
  return id;
}
