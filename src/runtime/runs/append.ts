import { LoupeError } from '../../protocol/errors';
import type { AppendParams, GeneratedToken } from '../../protocol/runs';
import { generatedToken, readOn } from '../generate/continuation';
import { uniformAt } from '../generate/random';
import { sample } from '../generate/sample';
import type { ForwardChunk } from '../model/languageModel';
import type { Run } from './run';

/**
 * Appends a token to a run: the chosen one, or one sampled by seed and position, end tokens included.
 * Throws `LoupeError` `contextFull`, `tokenOutOfRange`; the run is then as it was.
 */
export function append(run: Run, choice: AppendParams['choice']): Promise<GeneratedToken> {
  const { model } = run.opened;
  return run.exclusive(async () => {
    if (run.ids.length >= model.context) throw new LoupeError('contextFull', model.description.name, model.context);
    const before = run.logits[run.appended];
    const id =
      'tokenId' in choice
        ? checkedId(choice.tokenId, model.vocabularySize)
        : sample(before, choice.sampling, uniformAt(choice.seed, run.ids.length));
    const { attention, ids } = run;
    const keeps = attention.available && attention.fits(ids.length + 1);
    const onAttention = keeps ? (chunk: ForwardChunk) => attention.add(chunk) : undefined;
    const { logits } = await readOn(model, [id], run.cache, undefined, onAttention);
    ids.push(id);
    run.logits.push(logits);
    return generatedToken(run.opened, before, id);
  });
}

/** Takes the last appended token back; without one the run stays as it is. Answers how many are left. */
export function stepBack(run: Run): Promise<number> {
  return run.exclusive(() => {
    if (run.appended > 0) {
      run.ids.pop();
      run.logits.pop();
      run.cache.truncate(run.ids.length);
      if (run.attention.available) run.attention.truncate(run.ids.length);
    }
    return run.appended;
  });
}

function checkedId(id: number, vocabularySize: number): number {
  if (Number.isInteger(id) && id >= 0 && id < vocabularySize) return id;
  throw new LoupeError('tokenOutOfRange', id, vocabularySize);
}
