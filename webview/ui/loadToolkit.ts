/**
 * Loads the script that registers the toolkit's elements. They take longer to define than all of ours together, so a page may
 * show what it is about first.
 */
export async function loadToolkit(): Promise<void> {
  const restore = loadEventForLatecomers();
  try {
    await import('./toolkit');
  } finally {
    restore();
  }
}

/**
 * The toolkit takes the editor's colours and fonts when the page's `load` event comes, which may be over by then: its
 * listener is called all the same.
 */
function loadEventForLatecomers(): () => void {
  const { addEventListener } = window;
  window.addEventListener = ((...args: Parameters<typeof addEventListener>) => {
    const [type, listener] = args;
    if (type === 'load' && document.readyState === 'complete') queueMicrotask(listener as VoidFunction);
    else addEventListener.apply(window, args);
  }) as typeof addEventListener;
  return () => {
    window.addEventListener = addEventListener;
  };
}
