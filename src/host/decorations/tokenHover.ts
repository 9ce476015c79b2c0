import * as vscode from 'vscode';
import { packedAt, spacedHex } from '../../protocol/bytes';
import { decimalText, numberFormat, percentText } from '../../protocol/numberText';
import type { Reading } from '../../protocol/runs';
import { splitCharacters } from '../../protocol/splitCharacters';
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
  const { language } = vscode.env;
  const percent = (logprob: number) => percentText(language, Math.exp(logprob));
  const bits = (nats: number) => t('{0} bits', decimalText(language, nats / Math.LN2));
  const integer = (value: number) => numberFormat(language, { maximumFractionDigits: 0 }).format(value);
  const rows: [string, string][] = [
    [t('Id'), String(tokens.ids[index])],
    [t('Bytes'), spacedHex(tokenBytes(tokens, index)) || '–'],
  ];
  // The character lies under the pointer with all of its tokens; the one told of is the first.
  for (const { character, bytes, tokens: span } of splitCharacters(tokens.bytes, index)) {
    const parts = Array.from({ length: span.end - span.first }, (_, i) =>
      spacedHex(tokenBytes(tokens, span.first + i)),
    );
    rows.push([t('Part of'), `${character} = ${spacedHex(bytes)} (${parts.join(' | ')})`]);
  }
  if (index > 0) {
    rows.push(
      [t('Probability'), percent(logprobs[index])],
      [t('Surprisal'), bits(-logprobs[index])],
      [t('Rank'), t('{0} of {1}', integer(ranks[index]), integer(reading.vocabularySize))],
      [t('Entropy'), bits(entropies[index])],
    );
  }
  const markdown = new vscode.MarkdownString();
  markdown.appendMarkdown(`**${escapeMarkdown(t('Index {0}', index))}** · `);
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
    markdown.appendMarkdown(
      `| ${escapeMarkdown(t('What the model expected here'))} | |\n|---|--:|\n${lines.join('\n')}\n`,
    );
  }
  return markdown;
}

const signs: Record<string, string> = { ' ': '·', '\n': '⏎', '\r': '␍', '\t': '→' };

/** Token text on one line: white space by signs, what cannot be shown (control characters, half a character) by its bytes. */
function printable(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes).replace(/[ \n\r\t]/g, (space) => signs[space]);
  return /[\p{Cc}\uFFFD]/u.test(text) ? spacedHex(bytes) : text;
}

/** Text that shows as itself: no markup, no link, no end of a table cell. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~$@:/]/g, (character) => `&#${character.charCodeAt(0)};`);
}
