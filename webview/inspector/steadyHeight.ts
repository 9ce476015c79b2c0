/**
 * Keeps content from getting lower under the pointer. What is told of a token is now longer, now shorter: at the end of a page
 * that scrolls, all of it would slide by the difference, and a click would miss what was pointed at.
 */
export class SteadyHeight {
  private content: HTMLElement | null = null;

  /** To be called with each move of the pointer, or of what is under it: no lower than it is now, until the release. */
  hold(content: HTMLElement): void {
    if (content !== this.content) this.release();
    this.content = content;
    content.style.minHeight = `${content.offsetHeight}px`;
  }

  /** The pointer is elsewhere, or the content is another one: it may be as low as it is. */
  release(): void {
    this.content?.style.removeProperty('min-height');
    this.content = null;
  }
}
