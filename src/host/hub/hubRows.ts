import * as vscode from 'vscode';
import { type CatalogueEntry, catalogue, purposeTexts } from '../../hub/catalogue';
import type { Download, DownloadState } from '../../hub/downloads';
import type { CachedModel } from '../../hub/hubCache';
import { byteText } from '../../protocol/byteText';
import type { ErrorReporter } from '../errorReporter';

/** A row of the Models view that is no installed model. */
export type HubRow =
  | { kind: 'download'; download: Download }
  | { kind: 'found'; model: CachedModel }
  | { kind: 'catalogue'; entry: CatalogueEntry }
  | { kind: 'section'; section: 'found' | 'catalogue' };

export const catalogueRows: readonly HubRow[] = catalogue.map((entry) => ({ kind: 'catalogue', entry }));

const icons: Record<DownloadState, string> = {
  queued: 'clock',
  running: 'cloud-download',
  waiting: 'watch',
  paused: 'debug-pause',
  failed: 'error',
  elsewhere: 'multiple-windows',
};

/** How a row is shown. */
export function hubItem(row: HubRow, errors: ErrorReporter): vscode.TreeItem {
  if (row.kind === 'download') return downloadItem(row.download, errors);
  if (row.kind === 'found') return foundItem(row.model);
  if (row.kind === 'catalogue') return catalogueItem(row.entry);
  return sectionItem(row.section);
}

function downloadItem(download: Download, errors: ErrorReporter): vscode.TreeItem {
  const { id, record, state, bytes, total, error } = download;
  const { t } = vscode.l10n;
  const { language } = vscode.env;
  const item = new vscode.TreeItem(record.repository);
  item.id = `download ${id}`;
  const facts = [record.variant, percent(bytes, total), ...progressTexts(download)];
  item.description = facts.join(' · ');
  const failed = state === 'failed';
  item.iconPath = new vscode.ThemeIcon(icons[state], failed ? new vscode.ThemeColor('errorForeground') : undefined);
  item.contextValue = `download.${state}`;
  item.tooltip = [
    t('Download of {0}, variant {1}', record.repository, record.variant),
    t('{0} of {1}', byteText(language, bytes), byteText(language, total)),
    ...licenseTexts(record.license),
    ...(error ? [errors.describe(error)] : []),
    ...(state === 'paused' ? [t('Paused: it goes on from where it stopped.')] : []),
    ...(state === 'elsewhere' ? [t('Another window or command line is downloading it.')] : []),
  ].join('\n');
  item.accessibilityInformation = { label: `${record.repository}, ${facts.join(', ')}` };
  return item;
}

/** What a download does, and how fast. */
function progressTexts({ state, bytesPerSecond, secondsLeft }: Download): string[] {
  const { t } = vscode.l10n;
  if (state === 'queued') return [t('queued')];
  if (state === 'waiting') return [t('waiting to try again')];
  if (state === 'paused') return [t('paused')];
  if (state === 'failed') return [t('failed')];
  if (state === 'elsewhere') return [t('in another window')];
  return [
    ...(bytesPerSecond === undefined ? [] : [t('{0}/s', byteText(vscode.env.language, bytesPerSecond))]),
    ...(secondsLeft === undefined ? [] : [timeLeft(secondsLeft)]),
  ];
}

function timeLeft(seconds: number): string {
  const { t } = vscode.l10n;
  if (seconds < 60) return t('{0} s left', Math.ceil(seconds));
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? t('{0} min left', minutes) : t('{0} h {1} min left', Math.floor(minutes / 60), minutes % 60);
}

function foundItem({ repository, folder, variants }: CachedModel): vscode.TreeItem {
  const item = new vscode.TreeItem(repository);
  item.id = `found ${folder}`;
  item.description = variants.join(' · ');
  item.iconPath = new vscode.ThemeIcon('archive');
  item.contextValue = 'found';
  item.tooltip = `${folder}\n${vscode.l10n.t('Found in the Hugging Face cache of this machine. Add it to use it; nothing is copied.')}`;
  item.accessibilityInformation = { label: `${repository}, ${variants.join(', ')}` };
  return item;
}

function catalogueItem({ id, architecture, license, purpose }: CatalogueEntry): vscode.TreeItem {
  const { t } = vscode.l10n;
  const item = new vscode.TreeItem(id.split('/').pop() ?? id);
  item.id = `catalogue ${id}`;
  item.description = `${license} · ${t(purposeTexts[purpose])}`;
  item.iconPath = new vscode.ThemeIcon('cloud');
  item.contextValue = 'catalogue';
  item.tooltip = [
    id,
    t(purposeTexts[purpose]),
    t('Architecture: {0}', architecture),
    ...licenseTexts(license),
    t('Variants and sizes are asked of the Hub when you download.'),
  ].join('\n');
  item.accessibilityInformation = { label: `${id}, ${item.description}` };
  return item;
}

function sectionItem(section: 'found' | 'catalogue'): vscode.TreeItem {
  const { t } = vscode.l10n;
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const [label, state] =
    section === 'found' ? [t('Found on This Machine'), Expanded] : [t('Models to Download'), Collapsed];
  const item = new vscode.TreeItem(label, state);
  item.id = `section ${section}`;
  item.contextValue = `section.${section}`;
  return item;
}

export function licenseTexts(license: string | undefined): string[] {
  return license === undefined ? [] : [vscode.l10n.t('Licence: {0}', license)];
}

function percent(bytes: number, total: number): string {
  // What is not whole never shows 100 %.
  const share = total === 0 ? 0 : Math.min(99, Math.floor((bytes / total) * 100));
  return (share / 100).toLocaleString(vscode.env.language, { style: 'percent' });
}
