import { LoupeError } from '../../protocol/errors';
import { inRange } from '../attention/inRange';
import type { LanguageModel } from '../model/languageModel';

/** Throws `LoupeError('layerOutOfRange')`. */
export function checkLayer({ layers, description }: LanguageModel, layer: number): void {
  if (!inRange(layer, layers)) throw new LoupeError('layerOutOfRange', layer, description.name, layers - 1);
}

/** Throws `LoupeError('headOutOfRange')`. */
export function checkHead({ heads, description }: LanguageModel, head: number): void {
  if (!inRange(head, heads)) throw new LoupeError('headOutOfRange', head, description.name, heads - 1);
}
