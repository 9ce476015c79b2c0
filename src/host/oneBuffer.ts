type View = Exclude<ArrayBufferView, DataView> & { readonly length: number };

/** Where a view may begin, whatever its elements: at a multiple of the largest element's bytes. */
const aligned = (bytes: number) => Math.ceil(bytes / 8) * 8;

/**
 * A copy of `value` whose typed arrays lie in one buffer that holds nothing else. To a webview, VS Code posts the whole buffer of
 * each view, and what arrives from the runtime are views on a shared pool. And it posts some 250 buffers with a message at most:
 * of a longer text's tokens, each with a buffer of its own, the others would arrive empty.
 */
export function inOneBuffer(value: unknown): unknown {
  let size = 0;
  mapViews(value, (view) => {
    size += aligned(view.byteLength);
    return view;
  });
  const buffer = new ArrayBuffer(size);
  let start = 0;
  return mapViews(value, (view) => {
    // A Node buffer would be posted as plain numbers.
    const Kind = (view instanceof Uint8Array ? Uint8Array : view.constructor) as Uint8ArrayConstructor;
    const copy = new Kind(buffer, start, view.length);
    copy.set(view as Uint8Array);
    start += aligned(view.byteLength);
    return copy;
  });
}

/** A copy of `value` with what `change` makes of each typed array in it. */
function mapViews(value: unknown, change: (view: View) => View): unknown {
  if (ArrayBuffer.isView(value)) return change(value as View);
  if (Array.isArray(value)) return value.map((member) => mapViews(member, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapViews(member, change)]));
}
