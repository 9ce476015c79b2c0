import { config, t } from '@vscode/l10n';

/** The English text is the key of its translation; `{0}` … are filled from the arguments after it. */
export { t };

/**
 * Takes the bundle and language that the host wrote into the page: `<body data-l10n="{…}" data-language="zh-cn">`.
 * Must run before the first `t`. An empty or absent `data-l10n` means English.
 */
export function initL10n(body: HTMLElement = document.body): void {
  const bundle = body.dataset.l10n;
  if (bundle) config({ contents: bundle });
  tag = body.dataset.language || tag;
  document.documentElement.lang = tag;
}

let tag = 'en';

/** The editor's display language as a BCP 47 tag. */
export const language = (): string => tag;
