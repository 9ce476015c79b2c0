const { nonce, dataset } = document.currentScript as HTMLScriptElement;

/**
 * Loads the script that registers the toolkit's elements; its address is `data-toolkit` of the page's own script. They
 * take longer to define than all of ours together, so a page may show what it is about first.
 */
export async function loadToolkit(): Promise<void> {
  const script = document.createElement('script');
  script.nonce = nonce;
  script.src = dataset.toolkit as string;
  const restore = loadEventForLatecomers();
  try {
    await new Promise<void>((resolve, reject) => {
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(`${script.src} was not loaded.`));
      document.head.append(script);
    });
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
