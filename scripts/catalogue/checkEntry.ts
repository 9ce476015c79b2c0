import type { CatalogueEntry } from '../../src/hub/catalogue';
import type { Repository } from '../../src/hub/repository';
import { filesToGet, variantsOf } from '../../src/hub/variants';
import { byteText } from '../../src/protocol/byteText';

export interface EntryCheck {
  id: string;
  /** What the Hub says otherwise; each has to be mended. */
  faults: string[];
  /** What there is, and what the Hub does not say. */
  notes: string[];
}

/** Compares an entry of the catalogue with what the Hub says of it. */
export function checkEntry({ id, architecture, license }: CatalogueEntry, repository: Repository): EntryCheck {
  const faults: string[] = [];
  const notes: string[] = [];
  const compare = (what: string, ours: string, theirs: string | undefined) => {
    if (theirs === undefined) notes.push(`the Hub names no ${what}`);
    else if (theirs !== ours) faults.push(`its ${what} is ${theirs}, not ${ours}`);
  };
  compare('id', id, repository.id);
  compare('architecture', architecture, repository.architecture);
  compare('licence', license, repository.license);
  if (repository.gated) faults.push('it is gated');
  const variants = variantsOf(repository);
  for (const { name, bytes } of variants) notes.push(`${name} ${byteText('en', bytes)}`);
  try {
    filesToGet(repository, variants[0]?.name ?? 'fp32');
  } catch (error) {
    faults.push((error as Error).message);
  }
  if (!repository.files.some(({ path }) => path === 'tokenizer.json')) faults.push('it has no tokenizer.json');
  return { id, faults, notes };
}
