import { vscodeApi } from './vscodeApi';

/**
 * A way of looking (chosen tab, switches, zoom) that survives the webview being hidden: VS Code keeps what `setState` got.
 * Members missing in what was kept (an older version's state, say) come from `defaults`.
 */
export class ViewState<T extends object> {
  readonly value: T;

  constructor(defaults: T) {
    const kept = vscodeApi().getState();
    this.value = { ...defaults, ...(typeof kept === 'object' ? kept : null) };
  }

  update(change: Partial<T>): void {
    Object.assign(this.value, change);
    vscodeApi().setState(this.value);
  }
}
