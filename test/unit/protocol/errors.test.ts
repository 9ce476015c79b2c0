import assert from 'node:assert/strict';
import { errorTexts, fillTemplate, fromWireError, LoupeError, toWireError } from '../../../src/protocol/errors';

describe('fillTemplate', () => {
  const rows: [template: string, args: string[], filled: string][] = [
    ['{0} of {1}', ['3', '4'], '3 of 4'],
    ['{1}, {0}, {1}', ['a', 'b'], 'b, a, b'],
    ['{0} and {1}', ['a'], 'a and {1}'],
    ['{0}', ['{1}', 'x'], '{1}'],
    ['no places', ['a'], 'no places'],
  ];
  for (const [template, args, filled] of rows) {
    it(`fills ${template} with ${JSON.stringify(args)}`, () => assert.equal(fillTemplate(template, args), filled));
  }
});

describe('LoupeError', () => {
  it('travels as its code and arguments', () => {
    const sent = new LoupeError('tooLong', 600, 'pocket', 512);
    const received = fromWireError(structuredClone(toWireError(sent)));
    assert.ok(received instanceof LoupeError);
    assert.equal(received.code, 'tooLong');
    assert.deepEqual(received.args, ['600', 'pocket', '512']);
    assert.equal(received.message, sent.message);
  });

  it('leaves a bug a bug, with its stack', () => {
    const sent = new TypeError('x is not a function');
    const received = fromWireError(structuredClone(toWireError(sent)));
    assert.ok(!(received instanceof LoupeError));
    assert.equal(received.message, sent.message);
    assert.equal(received.stack, sent.stack);
  });

  it('takes whatever is thrown', () => assert.equal(fromWireError(toWireError('text')).message, 'text'));

  it('has a sentence for every code, whose places count from {0} without gaps', () => {
    for (const [code, text] of Object.entries(errorTexts)) {
      const places = [...new Set([...text.matchAll(/\{(\d+)\}/g)].map((match) => Number(match[1])))].sort();
      assert.deepEqual(places, [...places.keys()], code);
      // A sentence may begin with a name.
      assert.match(text, /^(?:[A-Z]|\{0\} ).*[.}]$/, code);
    }
  });
});
