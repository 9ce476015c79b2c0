import type { GeneratedToken } from '../../../src/protocol/runs';
import { appendedText } from '../appendedNote';
import type { InspectorStore } from '../store';

const longest = 90;

/** What a figure was made from, a line each: the model and the document, how the text begins, and what was appended to it. */
export function figureSource(store: InspectorStore, appended: readonly GeneratedToken[]): string[] {
  const subject = store.state?.subject ?? null;
  const name = modelName(store);
  return [
    ...(subject ? [`${name} · ${subject.document}`, excerpt(subject.text)] : [name]),
    ...(appended.length > 0 ? [appendedText(appended.length)] : []),
  ];
}

/** The chosen model's, for people. */
export function modelName({ state }: InspectorStore): string {
  const { models = [], model = '' } = state ?? {};
  return models.find(({ id }) => id === model)?.name ?? model;
}

function excerpt(text: string): string {
  const line = text.slice(0, 4 * longest).replace(/\s+/g, ' ');
  const characters = [...line.trim()];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('');
}
