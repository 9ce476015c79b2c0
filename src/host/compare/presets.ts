import type { ComparisonPreset } from '../../protocol/compareApi';
import { presetsEn } from './presetsEn';
import { presetsZhCn } from './presetsZhCn';

/** Ready-made comparisons in the editor's display language. */
export function presetsFor(language: string): ComparisonPreset[] {
  return language.toLowerCase().startsWith('zh') ? presetsZhCn : presetsEn;
}
