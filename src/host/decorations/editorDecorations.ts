import * as vscode from 'vscode';
import { attentionLevel, attentionShares } from '../../protocol/attentionTint';
import { type Disposable, DisposableStore } from '../../protocol/disposable';
import type { TextRange } from '../../protocol/generation';
import type { Inspection } from '../inspection/inspection';
import type { Settings } from '../settings';
import { DecorationTypes, surprisalBits } from './decorationTypes';
import { tokenRanges } from './tokenRanges';

/**
 * Shows the inspection in the editor: the marked token, where switched on token boundaries and surprisal, and in place of both the
 * attention that the Inspector looks at.
 */
export class EditorDecorations implements Disposable {
  private readonly store = new DisposableStore();
  /** What is drawn in the editors of one document; disposing of the types clears them all. */
  private drawn: { uri: string; types: DecorationTypes } | undefined;
  private scheduled: NodeJS.Immediate | undefined;
  private readonly switched = this.store.add(new vscode.EventEmitter<void>());
  readonly onDidSwitch = this.switched.event;

  constructor(
    private readonly inspection: Inspection,
    private readonly settings: Settings,
  ) {
    const redraw = () => this.schedule();
    for (const { onDidChange } of [settings.tokenBoundaries, settings.surprisal])
      this.store.add(onDidChange(() => this.switched.fire()));
    for (const event of [
      inspection.onDidChangeAnchor,
      inspection.results.onDidChangeTokenization,
      inspection.results.onDidChangeReading,
      inspection.marks.onDidChange,
      inspection.tint.onDidChange,
      this.onDidSwitch,
      vscode.window.onDidChangeVisibleTextEditors,
      vscode.window.onDidChangeTextEditorVisibleRanges,
    ])
      this.store.add((event as vscode.Event<unknown>)(redraw));
  }

  /** Whether token boundaries or surprisal are switched on. */
  get switchedOn(): boolean {
    return this.settings.tokenBoundaries.value || this.settings.surprisal.value;
  }

  /** Ranges drawn in an editor, in the subject's offsets; within the visible ranges. */
  rangesIn(editor: vscode.TextEditor): Record<'boundaries' | 'surprisal' | 'attention', TextRange[][]> {
    const { tokenization, reading, tint } = this.inspection;
    const weights = tint.current?.weights;
    const visible = this.visibleIn(editor);
    return {
      boundaries:
        !weights && this.settings.tokenBoundaries.value && tokenization
          ? tokenRanges(tokenization.tokens, visible, 2, (index) => index % 2)
          : [[], []],
      surprisal:
        !weights && this.settings.surprisal.value && reading
          ? tokenRanges(reading.tokens, visible, surprisalBits.length, (index) => heatLevel(reading.logprobs[index]))
          : surprisalBits.map(() => []),
      attention:
        weights && reading
          ? tokenRanges(reading.tokens, visible, attentionShares.length, (index) => attentionLevel(weights[index]))
          : attentionShares.map(() => []),
    };
  }

  dispose(): void {
    clearImmediate(this.scheduled);
    this.clear();
    this.store.dispose();
  }

  /** Once per turn, however many events come. */
  private schedule(): void {
    this.scheduled ??= setImmediate(() => {
      this.scheduled = undefined;
      this.draw();
    });
  }

  private draw(): void {
    const { anchor, state, marks, tint } = this.inspection;
    // Between an edit and the next inspection VS Code moves what is drawn along; taking it away meanwhile would flicker.
    if (!anchor && state.subject && !state.pinned && this.switchedOn) return;
    const uri = marks.current || tint.current || this.switchedOn ? anchor?.uri.toString() : undefined;
    if (this.drawn?.uri !== uri) this.clear();
    if (uri === undefined) return;
    this.drawn ??= { uri, types: new DecorationTypes() };
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document.uri.toString() === uri) this.drawIn(editor, this.drawn.types);
  }

  private clear(): void {
    this.drawn?.types.dispose();
    this.drawn = undefined;
  }

  private drawIn(editor: vscode.TextEditor, types: DecorationTypes): void {
    const mark = this.inspection.marks.current;
    const { boundaries, surprisal, attention } = this.rangesIn(editor);
    const show = (type: vscode.TextEditorDecorationType, ranges: TextRange[]) => {
      editor.setDecorations(
        type,
        ranges.map((range) => this.inDocument(editor.document, range)),
      );
    };
    const marked = (kind: 'hover' | 'select') => (mark?.kind === kind ? [mark.range] : []);
    show(types.hovered, marked('hover'));
    show(types.selected, marked('select'));
    for (const [index, type] of types.boundaries.entries()) show(type, boundaries[index]);
    for (const [index, type] of types.surprisal.entries()) show(type, surprisal[index]);
    for (const [index, type] of types.attention.entries()) show(type, attention[index]);
  }

  private inDocument(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
    const offset = this.inspection.anchor?.start ?? 0;
    return new vscode.Range(document.positionAt(offset + start), document.positionAt(offset + end));
  }

  private visibleIn({ document, visibleRanges }: vscode.TextEditor): TextRange[] {
    const offset = this.inspection.anchor?.start ?? 0;
    return visibleRanges.map((range) => ({
      start: document.offsetAt(range.start) - offset,
      end: document.offsetAt(range.end) - offset,
    }));
  }
}

/** Level of a token's surprisal, from its natural log-probability; -1 below the first level and for NaN. */
function heatLevel(logprob: number): number {
  const bits = -logprob / Math.LN2;
  return surprisalBits.filter((bound) => bits >= bound).length - 1;
}
