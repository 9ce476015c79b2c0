import { language, t } from '../../ui/l10n';
import { readTheme } from '../../ui/theme';
import { figureCsv, figureJson } from './figureData';
import { figureHtml } from './figureHtml';
import { figurePng } from './figurePng';
import { figureSvg } from './figureSvg';
import type { ExportFormat, GridFigure } from './gridFigure';

/** A figure as the content of a file. */
export async function exportFigure(figure: GridFigure, format: ExportFormat): Promise<string | Uint8Array> {
  const picture = () => figureSvg(figure, readTheme());
  switch (format) {
    case 'png':
      return figurePng(picture());
    case 'svg':
      return picture().svg;
    case 'csv':
      return figureCsv(figure);
    case 'json':
      return figureJson(figure);
    case 'html':
      return figureHtml(figure, language(), t('Point at a cell, or use the arrow keys, to read its value.'));
  }
}
