import type { ComparisonPreset } from '../../protocol/compareApi';

export const presetsZhCn: ComparisonPreset[] = [];
