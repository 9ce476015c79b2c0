import { css, html, nothing } from 'lit';
import { isCancelled } from '../../../src/protocol/errors';
import { Latest } from '../../../src/protocol/latest';
import type { LoupeDropdown } from '../../ui/dropdown';
import { errorText } from '../../ui/errorText';
import { shortPercent } from '../../ui/format';
import { t } from '../../ui/l10n';
import { sharedStyles } from '../../ui/sharedStyles';
import { StoreElement } from '../storeElement';
import type { ExportFormat, GridFigure } from './gridFigure';

const formats: Record<ExportFormat, string> = { png: 'PNG', svg: 'SVG', csv: 'CSV', json: 'JSON', html: 'HTML' };

/** Makes what is looked at; takes its time, in shares of 1, where something has to be computed first. */
export type MakeFigure = (
  format: ExportFormat,
  options: { signal: AbortSignal; progress(share: number): void },
) => Promise<GridFigure>;

/** One of the pictures that are looked at. */
export interface FigureChoice {
  /** For people; told apart from the others by it. */
  name: string;
  make: MakeFigure;
}

/** Offers what is looked at as a file, one of several pictures by choice. What makes one is loaded when one is wanted. */
export class FigureExport extends StoreElement {
  static override properties = {
    ...StoreElement.properties,
    heading: {},
    name: {},
    choices: { attribute: false },
    chosen: { state: true },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  declare heading: string;
  /** A part of the file's name. */
  declare name: string;
  declare choices: readonly FigureChoice[];
  /** The name of the one to export. */
  declare private chosen: string | null;
  private progress: number | null = null;
  private readonly latest = new Latest();

  constructor() {
    super();
    this.chosen = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.cancel();
  }

  protected override render() {
    return html`<div class="row" role="group" aria-label=${this.heading}>
      ${this.choices.length > 1 ? this.choice() : html`<span class="faint">${this.heading}</span>`}
      ${Object.entries(formats).map(
        ([format, label]) => html`<vscode-button
          appearance="secondary"
          title=${titleOf(format as ExportFormat)}
          @click=${() => this.save(format as ExportFormat)}
          >${label}</vscode-button
        >`,
      )}
      ${this.progress === null ? nothing : this.waiting(this.progress)}
    </div>`;
  }

  private choice() {
    return html`<loupe-dropdown
      label=${this.heading}
      .options=${this.choices.map(({ name }) => ({ value: name, label: name }))}
      .value=${this.wanted.name}
      @change=${(event: Event) => {
        this.chosen = (event.target as LoupeDropdown).value;
      }}
    ></loupe-dropdown>`;
  }

  /** The chosen one, as long as it is there, else the first. */
  private get wanted(): FigureChoice {
    return this.choices.find(({ name }) => name === this.chosen) ?? this.choices[0];
  }

  private waiting(progress: number) {
    return html`<span role="status" class="number">${t('Computing what is not shown: {0}', shortPercent(progress))}</span>
      <vscode-button appearance="secondary" @click=${() => this.cancel()}>${t('Cancel')}</vscode-button>`;
  }

  private async save(format: ExportFormat): Promise<void> {
    const { store, name } = this;
    const { make } = this.wanted;
    this.show(null);
    const task = async (signal: AbortSignal) => {
      // What was asked for before a cancellation may still come.
      const progress = (share: number) => signal.aborted || this.show(share);
      const [figure, { exportFigure }] = await Promise.all([
        make(format, { signal, progress }),
        import('./exportFigure'),
      ]);
      return exportFigure(figure, format);
    };
    await this.latest.run(task, {
      done: (content) => {
        this.show(null);
        store.command('saveFile', { name, format, content });
      },
      failed: (error) => {
        this.show(null);
        if (!isCancelled(error)) store.tell(errorText(error));
      },
    });
  }

  private cancel(): void {
    this.latest.abort();
    this.show(null);
  }

  private show(progress: number | null): void {
    this.progress = progress;
    this.requestUpdate();
  }
}

function titleOf(format: ExportFormat): string {
  const titles: Record<ExportFormat, string> = {
    png: t('The visible part as a picture, at twice its size'),
    svg: t('The visible part as a picture of lines and text'),
    csv: t('All values as a table'),
    json: t('All values with labels'),
    html: t('A page of its own that tells the value under the pointer'),
  };
  return titles[format];
}

customElements.define('figure-export', FigureExport);
