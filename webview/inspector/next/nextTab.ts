import { html } from 'lit';
import { StoreElement } from '../storeElement';
export class NextTab extends StoreElement {
  protected override render() {
    return html``;
  }
}
customElements.define('next-tab', NextTab);
