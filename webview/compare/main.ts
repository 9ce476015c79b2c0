import '../ui/theme.css';
import { followHeat } from '../drawing/followHeat';
import { initL10n } from '../ui/l10n';
import { registerToolkit } from '../ui/toolkit';
import { LoupeCompare } from './compareApp';

initL10n();
registerToolkit();
followHeat();
document.body.append(new LoupeCompare());
