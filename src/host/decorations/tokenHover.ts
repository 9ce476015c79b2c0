import * as vscode from 'vscode';
import { packedAt, spacedHex } from '../../protocol/bytes';
import type { Reading } from '../../protocol/runs';
import { tokenAt, tokenBytes, tokenRange } from '../../protocol/tokenLookup';
import type { Inspection } from '../inspection/inspection';

const shownAlternatives = 5;

/** Hover on a token that the model has read: what it is, how likely it was, and what else was likely. */
export function registerTokenHover(inspection: Inspection): vscode.Disposable {
  return vscode.languages.registerHoverProvider('*', {
    provideHover(document, position) {
      const { anchor, reading } = inspection;
      const here = anchor?.uri.toString() === document.uri.toString();
      const index = reading && here ? tokenAt(reading.tokens, document.offsetAt(position) - anchor.start) : -1;
      if (!reading || !here || index < 0) {
        inspection.marks.endHover();
        return undefined;
      }
      const range = tokenRange(reading.tokens, index);
      inspection.marks.set({ range, kind: 'hover' });
      const shown = new vscode.Range(
        document.positionAt(anchor.start + range.start),
        document.positionAt(anchor.start + range.end),
      );
      return new vscode.Hover(tokenMarkdown(reading, index), shown);
    },
  });
}

function tokenMarkdown(reading: Reading, index: number): vscode.MarkdownString {
  const { tokens, logprobs, ranks, entropies, top } = reading;
  const { t } = vscode.l10n;
  const rows: [string, string][] = [
    [t('Token id'), String(tokens.ids[index])],
    [t('Bytes'), spacedHex(tokenBytes(tokens, index)) || '–'],
  ];
  if (index > 0) {
    rows.push(
      [t('Probability'), percent(logprobs[index])],
      [t('Surprisal'), t('{0} bits', number(-logprobs[index] / Math.LN2, 2))],
      [t('Rank'), t('{0} among {1} tokens', number(ranks[index]), number(reading.vocabularySize))],
      [t('Entropy'), t('{0} bits', number(entropies[index] / Math.LN2, 2))],
    );
  }
  const markdown = new vscode.MarkdownString();
  markdown.appendMarkdown(`**${escapeMarkdown(t('Token {0}', index))}** · `);
  markdown.appendText(reading.model);
  markdown.appendMarkdown(
    `\n\n| | |\n|---|---|\n${rows.map((row) => `| ${row.map(escapeMarkdown).join(' | ')} |`).join('\n')}\n\n`,
  );
  if (index > 0 && top.count > 0) {
    const first = index * top.count;
    const alternatives = Array.from({ length: Math.min(top.count, shownAlternatives) }, (_, k) => [
      printable(packedAt(top.bytes, first + k)),
      percent(top.logprobs[first + k]),
    ]);
    const lines = alternatives.map(([text, share]) => `| ${escapeMarkdown(text)} | ${escapeMarkdown(share)} |`);
    markdown.appendMarkdown(`| ${escapeMarkdown(t('Expected here'))} | |\n|---|--:|\n${lines.join('\n')}\n`);
  }
  return markdown;
}

const signs: Record<string, string> = { ' ': '·', '\n': '↵', '\r': '←', '\t': '→' };

/** Token text on one line: white space by signs, what cannot be shown (control characters, half a character) by its bytes. */
function printable(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes).replace(/[ \n\r\t]/g, (space) => signs[space]);
  return /[\p{Cc}\uFFFD]/u.test(text) ? spacedHex(bytes) : text;
}

function percent(logprob: number): string {
  const share = Math.exp(logprob);
  if (share < 1e-4) return share.toExponential(1);
  return share.toLocaleString(vscode.env.language, { style: 'percent', maximumFractionDigits: 2 });
}

function number(value: number, digits = 0): string {
  return value.toLocaleString(vscode.env.language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Text that shows as itself: no markup, no link, no end of a table cell. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~$@:/]/g, (character) => `&#${character.charCodeAt(0)};`);
}
