// Runs in the page before its own script: what VS Code gives a webview. The two functions on the first line are exposed
// by harness.ts.
const { loupeTestPost, loupeTestKeep } = window;
const kept = 'loupe-test-state';

window.acquireVsCodeApi = () => ({
  postMessage: (message) => loupeTestPost(message),
  getState: () => JSON.parse(sessionStorage.getItem(kept) ?? 'null'),
  setState: (state) => {
    sessionStorage.setItem(kept, JSON.stringify(state));
    loupeTestKeep(state);
  },
});

/** Sets what VS Code sets on `<html>` and `<body>`, as soon as they are there. */
window.loupeTestTheme = ({ bodyClass, kind, variables }) => {
  const apply = () => {
    if (!document.body) return false;
    const { style } = document.documentElement;
    for (const name of [...style]) style.removeProperty(name);
    for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
    document.body.className = bodyClass;
    document.body.dataset.vscodeThemeKind = kind;
    return true;
  };
  if (apply()) return;
  const observer = new MutationObserver(() => apply() && observer.disconnect());
  observer.observe(document, { childList: true, subtree: true });
};

window.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, lineNumber, columnNumber }) => {
  console.error('CSP', violatedDirective, sourceFile, lineNumber, columnNumber);
});
