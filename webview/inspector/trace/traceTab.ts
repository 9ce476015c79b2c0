import { html } from 'lit';
import { StoreElement } from '../storeElement';
export class TraceTab extends StoreElement {
  protected override render() {
    return html``;
  }
}
customElements.define('trace-tab', TraceTab);
