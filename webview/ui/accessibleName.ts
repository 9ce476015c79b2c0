import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

/** The toolkit's text field names itself “Text field” when it is connected; this names it afterwards. */
class AccessibleName extends Directive {
  override render(_name: string): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [name]: [string]): typeof noChange {
    void customElements.whenDefined(element.localName).then(() => element.setAttribute('aria-label', name));
    return noChange;
  }
}

/** `<vscode-text-field ${accessibleName('Seed')}>` */
export const accessibleName = directive(AccessibleName);
