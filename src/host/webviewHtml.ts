import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { escapeHtml } from '../protocol/markup';

/** A bundle `dist/webview/<name>.js`. */
export type WebviewName = 'inspector' | 'compare';

/** Options of every webview of ours: scripts run, and files come from the bundles and pictures only. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: [bundles(extensionUri), vscode.Uri.joinPath(extensionUri, 'media')],
  };
}

/**
 * The page of a webview. Texts are translated before the first paint, so the bundle travels in `data-l10n` (JSON) and the
 * language in `data-language`. Nothing else is pasted into the page: data comes over the link.
 */
export function webviewHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  name: WebviewName,
  title: string,
): string {
  const nonce = randomBytes(18).toString('base64');
  // The toolkit finds out about `:focus-visible` with a style element, and reads the nonce for it from `csp-nonce`.
  const styleNonce = randomBytes(18).toString('base64');
  const file = (file: string) =>
    escapeHtml(webview.asWebviewUri(vscode.Uri.joinPath(bundles(extensionUri), file)).toString());
  const preloads = firstScripts(extensionUri, name).map(
    (script) => `<link rel="modulepreload" nonce="${nonce}" href="${file(script)}">`,
  );
  const source = webview.cspSource;
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${styleNonce}'`,
    `font-src ${source}`,
    `img-src ${source} data:`,
  ].join('; ');
  const language = escapeHtml(vscode.env.language);
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta property="csp-nonce" content="${styleNonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${file('theme.css')}">
${preloads.join('\n')}
</head>
<body data-language="${language}" data-l10n="${escapeHtml(JSON.stringify(vscode.l10n.bundle ?? {}))}">
<script type="module" nonce="${nonce}" src="${file(`${name}.js`)}"></script>
</body>
</html>`;
}

/** The scripts that a page begins with, as the build wrote them down. */
function firstScripts(extensionUri: vscode.Uri, name: WebviewName): string[] {
  const pages = readFileSync(vscode.Uri.joinPath(bundles(extensionUri), 'pages.json').fsPath, 'utf8');
  return (JSON.parse(pages) as Record<WebviewName, string[]>)[name];
}

const bundles = (extensionUri: vscode.Uri) => vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
