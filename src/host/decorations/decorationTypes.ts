import * as vscode from 'vscode';
import { attentionShares } from '../../protocol/attentionTint';
import { type Disposable, DisposableStore } from '../../protocol/disposable';

/** Upper bounds of the heat's levels, in bits; below the first a token was expected and stays untinted. */
export const surprisalBits = [1, 3, 6, 10] as const;

/** The editor's decoration types; all colours are theme colours that package.json contributes. */
export class DecorationTypes implements Disposable {
  private readonly store = new DisposableStore();
  readonly hovered = this.create({ border: '1px solid', borderColor: color('loupe.hoveredTokenBorder') });
  readonly selected = this.create({
    backgroundColor: color('loupe.selectedTokenBackground'),
    border: '1px solid',
    borderColor: color('loupe.selectedTokenBorder'),
    overviewRulerColor: color('loupe.selectedTokenBorder'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  /** By the parity of a token's index. */
  readonly boundaries = [
    this.create({ backgroundColor: color('loupe.evenTokenBackground') }),
    this.create({ backgroundColor: color('loupe.oddTokenBackground') }),
  ];
  /** Level i is for surprisal of at least `surprisalBits[i]`. */
  readonly surprisal = surprisalBits.map((_, level) =>
    this.create({ backgroundColor: color(`loupe.surprisal${level + 1}Background`) }),
  );

  /** Level i is for a share of attention of at least `attentionShares[i]`. */
  readonly attention = attentionShares.map((_, level) =>
    this.create({ backgroundColor: color(`loupe.attention${level + 1}Background`) }),
  );

  get all(): vscode.TextEditorDecorationType[] {
    return [this.hovered, this.selected, ...this.boundaries, ...this.surprisal, ...this.attention];
  }

  /** Removes every decoration from every editor. */
  dispose(): void {
    this.store.dispose();
  }

  private create(options: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType {
    const rangeBehavior = vscode.DecorationRangeBehavior.ClosedClosed;
    return this.store.add(vscode.window.createTextEditorDecorationType({ rangeBehavior, ...options }));
  }
}

const color = (id: string) => new vscode.ThemeColor(id);
