import type { ComparisonPreset } from '../../protocol/compareApi';

export const presetsEn: ComparisonPreset[] = [];
