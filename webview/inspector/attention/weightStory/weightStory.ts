import { html, nothing, type TemplateResult } from 'lit';
import type { Cell } from '../../../drawing/mapGeometry';
import type { HeadChoice } from '../../../drawing/overviewCanvas';
import { checkbox } from '../../../ui/checkbox';
import { t } from '../../../ui/l10n';
import type { InspectorStore } from '../../store';

/**
 * How the chosen cell's weight comes about. Nothing is loaded until the reader wants that.
 *
 * @param choice the head whose map is shown; null for one that is made of several
 */
export function weightStory(store: InspectorStore, choice: HeadChoice | null, cell: Cell | null): TemplateResult {
  const { weightStory } = store.view;
  return html`<div class="row">
      ${checkbox({
        label: t('How this weight comes about'),
        hint: t(
          'q, k, their product, the scaled score and the value, for the chosen cell. Takes about the memory of the model once more.',
        ),
        checked: weightStory,
        changed: (weightStory) => store.look({ weightStory }),
      })}
    </div>
    ${weightStory ? panel() : nothing}`;

  function panel() {
    const { layer, head } = choice ?? {};
    if (typeof layer !== 'number' || typeof head !== 'number')
      return note(t('Choose one layer and one head: a mean comes about from many.'));
    if (!cell || cell.key > cell.query) return note(t('Choose a cell of the map, by click or with the arrow keys.'));
    if (!customElements.get('weight-story-panel')) {
      void import('./weightStoryPanel').then(
        () => store.changed.fire(),
        (error) => console.error(error),
      );
      return nothing;
    }
    return html`<weight-story-panel .store=${store} .place=${{ layer, head, ...cell }}></weight-story-panel>`;
  }
}

const note = (text: string) => html`<p class="faint">${text}</p>`;
