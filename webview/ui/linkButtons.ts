/** Links that act as buttons (`role="button"`) are pressed with the space bar too, as people expect of a button. */
export function pressLinksWithSpace(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key !== ' ') return;
    const isLink = (target: EventTarget) => target instanceof Element && target.matches('vscode-link[role="button"]');
    const link = event.composedPath().find(isLink) as HTMLElement | undefined;
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}
