import '../ui/theme.css';
import '../ui/dropdown';
import '../drawing/tokenStrip';
import './app';
import { followHeat } from '../drawing/followHeat';
import { hostLink } from '../ui/hostLink';
import { initL10n } from '../ui/l10n';
import { registerToolkit } from '../ui/toolkit';
import { InspectorApp } from './app';
import { InspectorStore } from './store';

initL10n();
registerToolkit();
followHeat();

const store = new InspectorStore(hostLink());
const app = new InspectorApp();
app.store = store;
document.body.append(app);
void store.start();
