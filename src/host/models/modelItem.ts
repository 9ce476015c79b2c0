import * as vscode from 'vscode';
import { byteText } from '../../protocol/byteText';
import { familyIds } from '../../protocol/installedModels';
import { cacheTexts, type ModelCapabilities, stageTexts } from '../../protocol/models';
import { numberFormat } from '../../protocol/numberText';
import type { ErrorReporter } from '../errorReporter';
import type { InstalledModel } from './modelRegistry';

export interface ModelStanding {
  /** It reads the inspected text. */
  inUse: boolean;
  /** It is in memory. */
  loaded: boolean;
  isDefault: boolean;
}

/** How an installed model is shown in the Models view. */
export function modelItem(model: InstalledModel, standing: ModelStanding, errors: ErrorReporter): vscode.TreeItem {
  const { t } = vscode.l10n;
  const { id, description, error, source, stage } = model;
  const { inUse, loaded, isDefault } = standing;
  const [state, meaning] = loaded
    ? inUse
      ? [t('in use'), t('In use: it reads the inspected text.')]
      : [t('loaded'), t('Loaded: it is in memory.')]
    : inUse
      ? [t('chosen'), t('Chosen: it is loaded when the next text is read.')]
      : [t('not loaded'), t('Not loaded: it is loaded when it is used.')];
  const item = new vscode.TreeItem(description?.name ?? model.name);
  item.id = id;
  const facts = [
    ...(isDefault ? [t('default')] : []),
    ...(stage ? [t('stage {0} of {1}', familyIds.indexOf(id) + 1, familyIds.length)] : []),
    ...(description ? [byteText(vscode.env.language, description.bytes)] : []),
    error ? t('cannot be used') : state,
  ];
  item.description = facts.join(' · ');
  const icon = error ? 'error' : inUse ? 'pass-filled' : loaded ? 'pass' : 'circle-large-outline';
  item.iconPath = new vscode.ThemeIcon(icon, error ? new vscode.ThemeColor('errorForeground') : undefined);
  item.contextValue = `${source}${error ? '.broken' : (description?.variants.length ?? 0) > 1 ? '.variants' : ''}`;
  const meanings = isDefault ? [t('Default: every new window begins with it.'), meaning] : [meaning];
  const story = stage ? [t(stageTexts[stage])] : [];
  item.tooltip = [...story, ...about(model, errors), ...(error ? [] : meanings)].join('\n');
  item.accessibilityInformation = { label: `${model.name}, ${facts.join(', ')}` };
  return item;
}

/** What is known of its files, by lines. */
function about(model: InstalledModel, errors: ErrorReporter): string[] {
  const { folder, source, id, description, capabilities, error } = model;
  const { t } = vscode.l10n;
  const { language } = vscode.env;
  const places = source === 'downloaded' ? [id, folder] : [folder];
  if (error) return [...places, errors.describe(error)];
  if (!description) return places;
  const { architecture, layers, heads, keyHeads, vocabularySize, context, chat, thinking } = description;
  const { variant, parameters, memory, cachePerToken } = description;
  const compact = numberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 });
  return [
    ...places,
    architecture,
    t('Parameters: {0}, as {1}', compact.format(parameters), variant),
    t('Layers: {0}, heads: {1}, key heads: {2}', layers, heads, keyHeads),
    t('Vocabulary: {0} tokens', vocabularySize.toLocaleString(language)),
    t('Context: {0} tokens', context.toLocaleString(language)),
    t('Memory: about {0}', byteText(language, memory)),
    ...(cachePerToken > 0 ? [t('Keys and values: {0} for each token', byteText(language, cachePerToken))] : []),
    chat ? (thinking ? t('Chat template with a switch for thinking') : t('Chat template')) : t('No chat template'),
    ...(capabilities ? abilities(capabilities) : [t('What it can show is found out when it is loaded.')]),
  ];
}

/** What was found when it was loaded. */
function abilities({ attention, residuals, cache }: ModelCapabilities): string[] {
  const { t } = vscode.l10n;
  return [
    attention.available ? t('Attention: shown') : t('Attention: not shown. {0}', t(attention.reason)),
    residuals.available
      ? t('States between layers: found')
      : t('States between layers: not found. {0}', t(residuals.reason)),
    t(cacheTexts[cache]),
  ];
}
