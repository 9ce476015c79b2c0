/** Shown beyond what is in sight, in pixels. */
const margin = 400;
/** So far from those that are shown, chunks are shown with all between; farther ones instead. */
const reach = 8;

export interface ChunkSource {
  readonly count: number;
  /** About how high a chunk is that was never laid out, in pixels. */
  guess(chunk: number): number;
  fill(element: HTMLElement, chunk: number): void;
  /** Before an element goes. */
  leave(element: HTMLElement, chunk: number): void;
}

/**
 * Shows of a long row of chunks those that are in sight, whoever scrolls: the page or a part of it. The others are two blocks of
 * their height, one before and one after; so what the browser has to lay out does not grow with the text.
 */
export class ChunkWindow {
  private readonly shown = new Map<number, HTMLElement>();
  private readonly before = space();
  private readonly after = space();
  private heights = new Float64Array(0);
  private source: ChunkSource | undefined;
  private first = 0;
  private end = 0;
  private frame = 0;
  private readonly later = (): void => {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.place());
  };
  private readonly observer = new ResizeObserver(() => this.resized());
  private width = 0;
  private roots: Node[] = [];

  constructor(private readonly container: HTMLElement) {}

  get elements(): Iterable<[chunk: number, element: HTMLElement]> {
    return this.shown;
  }

  connect(): void {
    this.roots = rootsOf(this.container);
    for (const root of this.roots) root.addEventListener('scroll', this.later, { capture: true, passive: true });
    addEventListener('resize', this.later);
    this.observer.observe(this.container);
  }

  disconnect(): void {
    for (const root of this.roots) root.removeEventListener('scroll', this.later, { capture: true });
    removeEventListener('resize', this.later);
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
  }

  /** Shows other chunks in place of all. */
  show(source: ChunkSource): void {
    this.source = source;
    this.width = this.container.getBoundingClientRect().width;
    this.heights = Float64Array.from({ length: source.count }, (_, chunk) => source.guess(chunk));
    for (const chunk of [...this.shown.keys()]) this.remove(chunk);
    [this.first, this.end] = [0, 0];
    for (const space of [this.before, this.after]) setHeight(space, 0);
    this.container.replaceChildren(this.before, this.after);
    this.place();
  }

  /** Fills those that are shown anew. */
  refresh(): void {
    for (const [chunk, element] of this.shown) this.source?.fill(element, chunk);
    this.measure();
  }

  /** The element of a chunk, if it is shown. */
  at(chunk: number): HTMLElement | undefined {
    return this.shown.get(chunk);
  }

  /** The element of a chunk, which is then shown. */
  reach(chunk: number): HTMLElement | null {
    if (chunk < 0 || chunk >= this.heights.length) return null;
    if (!this.shown.has(chunk)) {
      const near = chunk >= this.first - reach && chunk < this.end + reach;
      if (near) this.showRange(Math.min(this.first, chunk), Math.max(this.end, chunk + 1));
      else this.showRange(chunk, chunk + 1);
    }
    return this.shown.get(chunk) ?? null;
  }

  private place(): void {
    if (this.heights.length === 0) return;
    // What was guessed turns out otherwise: once more, and then the next event will tell.
    for (let turn = 0; turn < 2; turn++) {
      const { top } = this.container.getBoundingClientRect();
      const range = (beyond: number): [number, number] => [
        this.chunkAt(-top - beyond),
        Math.min(this.heights.length, this.chunkAt(innerHeight - top + beyond) + 1),
      ];
      const [first, end] = range(margin);
      if (first >= this.end || end <= this.first) {
        // First what is in sight, and what is beyond in the next frame: whoever drags the scroll bar is elsewhere by then.
        this.showRange(...range(0));
        this.later();
        return;
      }
      if (first >= this.first && end <= this.end && this.end - this.first < 3 * (end - first)) return;
      this.showRange(first, end);
    }
  }

  private showRange(first: number, end: number): void {
    for (const chunk of [...this.shown.keys()]) if (chunk < first || chunk >= end) this.remove(chunk);
    // In front of the next one that is there already.
    let next: Element = this.after;
    for (let chunk = end - 1; chunk >= first; chunk--) next = this.shown.get(chunk) ?? this.add(chunk, next);
    [this.first, this.end] = [first, end];
    setHeight(this.before, this.sum(0, first));
    setHeight(this.after, this.sum(end, this.heights.length));
    this.measure();
  }

  /** Those that are shown, after all was changed: to measure between changes has the browser lay out each time. */
  private measure(): void {
    for (const [chunk, element] of this.shown) {
      this.heights[chunk] = element.getBoundingClientRect().height || this.heights[chunk];
    }
  }

  private add(chunk: number, next: Element): HTMLElement {
    const element = document.createElement('span');
    element.className = 'chunk';
    element.setAttribute('role', 'presentation');
    this.source?.fill(element, chunk);
    next.before(element);
    this.shown.set(chunk, element);
    return element;
  }

  private remove(chunk: number): void {
    const element = this.shown.get(chunk);
    if (!element) return;
    this.source?.leave(element, chunk);
    this.shown.delete(chunk);
    element.remove();
  }

  /** Lines break elsewhere at another width; another height is mostly of what was just shown. */
  private resized(): void {
    const { width } = this.container.getBoundingClientRect();
    if (width === this.width || !this.source) {
      this.later();
      return;
    }
    this.width = width;
    for (let chunk = 0; chunk < this.heights.length; chunk++) this.heights[chunk] = this.source.guess(chunk);
    this.showRange(this.first, this.end);
    this.place();
  }

  /** The chunk `y` pixels below the first one's top. */
  private chunkAt(y: number): number {
    let chunk = 0;
    for (let bottom = 0; chunk < this.heights.length - 1; chunk++) {
      bottom += this.heights[chunk];
      if (bottom > y) break;
    }
    return chunk;
  }

  private sum(first: number, end: number): number {
    let height = 0;
    for (let chunk = first; chunk < end; chunk++) height += this.heights[chunk];
    return height;
  }
}

/** All trees that the node is in: the scrolling of a shadow tree's part is told within that tree alone. */
function rootsOf(node: Node): Node[] {
  const root = node.getRootNode();
  return root instanceof ShadowRoot ? [root, ...rootsOf(root.host)] : [root];
}

/** One without height must not break the line of a text that goes on. */
function setHeight(space: HTMLElement, height: number): void {
  space.hidden = height === 0;
  space.style.setProperty('height', `${height}px`);
}

function space(): HTMLElement {
  const element = document.createElement('span');
  element.className = 'space';
  element.setAttribute('role', 'presentation');
  return element;
}
