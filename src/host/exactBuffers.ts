/**
 * A copy of `value` whose typed arrays own exactly their bytes. VS Code posts a view's whole underlying buffer to a
 * webview, and what arrives from the runtime are views on a shared pool.
 */
export function exactBuffers(value: unknown): unknown {
  if (value instanceof Uint8Array) return owns(value) ? value : new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return owns(value) ? value : (value as Float32Array).slice();
  if (Array.isArray(value)) return value.map(exactBuffers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, exactBuffers(member)]));
}

const owns = (view: ArrayBufferView) => view.byteLength === view.buffer.byteLength;
