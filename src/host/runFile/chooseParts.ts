import * as vscode from 'vscode';
import { byteText } from '../../protocol/byteText';
import type { FinishedTrace } from '../../protocol/inspectorApi';
import type { Reading } from '../../protocol/runs';
import type { SavedParts } from '../../runFile/collectRun';
import { type PartSizes, partSizes, totalSize } from '../../runFile/partSizes';
import { largestRunFile } from '../../runFile/savedRun';

export interface ChosenParts extends SavedParts {
  half: boolean;
  trace: boolean;
}

interface PartItem extends vscode.QuickPickItem {
  part?: Exclude<keyof ChosenParts, 'layers'> | { layer: number };
}

/** All of a run's attention is chosen beforehand up to this size. */
const modest = 20_000_000;

/** Asks what a run file is to hold, and says how large it becomes while one chooses; undefined where that was left. */
export async function chooseParts(
  reading: Reading,
  text: string,
  trace: FinishedTrace | null,
): Promise<ChosenParts | undefined> {
  const sizes = partSizes({ reading, text, trace, half: false });
  const items = partItems(reading, trace, sizes);
  const pick = vscode.window.createQuickPick<PartItem>();
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.placeholder = vscode.l10n.t('What the file holds besides the text, its tokens and what was expected of each');
  pick.items = items;
  const { layers } = attentionOf(reading);
  const withLayers = layers * sizes.layer <= modest;
  pick.selectedItems = items.filter(({ part }) => part && part !== 'half' && (typeof part === 'string' || withLayers));
  const total = () => {
    const chosen = chosenParts(pick.selectedItems);
    return totalSize(chosen, { reading, text, trace: chosen.trace ? trace : null, half: chosen.half });
  };
  const show = () => {
    const size = byteText(vscode.env.language, total());
    pick.title =
      total() > largestRunFile
        ? vscode.l10n.t('Save Run: about {0}, more than can be opened again', size)
        : vscode.l10n.t('Save Run: about {0}', size);
  };
  show();
  pick.onDidChangeSelection(show);
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      if (total() > largestRunFile) return;
      resolve(chosenParts(pick.selectedItems));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function partItems(reading: Reading, trace: FinishedTrace | null, sizes: PartSizes): PartItem[] {
  const { t } = vscode.l10n;
  const size = (bytes: number) => byteText(vscode.env.language, bytes);
  const { layers, heads } = attentionOf(reading);
  const separator = (label: string): PartItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const attention: PartItem[] = [
    separator(t('Attention')),
    {
      part: 'overview',
      label: t('Overview of all heads'),
      description: size(sizes.overview),
      detail: t('Each head reduced to 48 × 48 cells by the maximum, and its scores'),
    },
    {
      part: 'half',
      label: t('Half precision'),
      detail: t('Halves the attention’s size: weights are rounded to about three digits'),
    },
    ...Array.from({ length: layers }, (_, layer) => ({
      part: { layer },
      label: t('Layer {0}: all {1} heads', layer, heads),
      description: size(sizes.layer),
    })),
  ];
  return [
    separator(t('Predictions')),
    { part: 'next', label: t('Next token: the whole distribution'), description: size(sizes.next) },
    ...(sizes.lens > 0 ? [{ part: 'lens' as const, label: t('Logit lens'), description: size(sizes.lens) }] : []),
    ...(trace ? [{ part: 'trace' as const, label: t('The last trace'), description: size(sizes.trace) }] : []),
    ...(layers > 0 ? attention : []),
  ];
}

function chosenParts(items: readonly PartItem[]): ChosenParts {
  const has = (name: PartItem['part']) => items.some(({ part }) => part === name);
  return {
    overview: has('overview'),
    layers: items.flatMap(({ part }) => (typeof part === 'object' ? [part.layer] : [])),
    half: has('half'),
    lens: has('lens'),
    next: has('next'),
    trace: has('trace'),
  };
}

const attentionOf = ({ attention }: Reading) => (attention.available ? attention : { layers: 0, heads: 0 });
