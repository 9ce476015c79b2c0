import '../ui/dropdown';
import '../drawing/tokenStrip';
import './app';
import { followHeat } from '../drawing/followHeat';
import { hostLink } from '../ui/hostLink';
import { initL10n } from '../ui/l10n';
import { pressLinksWithSpace } from '../ui/linkButtons';
import { loadToolkit } from '../ui/loadToolkit';
import { InspectorApp } from './app';
import { InspectorStore } from './store';

initL10n();
followHeat();
pressLinksWithSpace();

const store = new InspectorStore(hostLink());
const app = new InspectorApp();
app.store = store;
// The text comes first, the controls around it a moment later.
void store.start().finally(() => {
  document.body.append(app);
  requestIdleCallback(() => void loadToolkit());
});
