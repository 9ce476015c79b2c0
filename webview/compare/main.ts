import { followHeat } from '../drawing/followHeat';
import { initL10n } from '../ui/l10n';
import { loadToolkit } from '../ui/loadToolkit';
import { LoupeCompare } from './compareApp';

initL10n();
followHeat();
void loadToolkit().finally(() => document.body.append(new LoupeCompare()));
