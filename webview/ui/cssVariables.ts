import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

/**
 * Sets CSS custom properties through the object model, which a strict content security policy allows (lit's `styleMap`
 * writes a style attribute at first render, which it blocks): `<div ${cssVariables({ '--share': 0.4 })}>`.
 */
class CssVariables extends Directive {
  override render(_values: Record<string, string | number>): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [values]: [Record<string, string | number>]): typeof noChange {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(values)) style.setProperty(name, String(value));
    return noChange;
  }
}

export const cssVariables = directive(CssVariables);
