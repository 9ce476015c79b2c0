import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inRepository } from '../../support/paths';

const grants: Record<string, RegExp> = {
  MIT: /Permission is hereby granted, free of charge/,
  'Apache-2.0': /Apache License Version 2\.0, January 2004 .*Grant of Copyright License/,
  ISC: /Permission to use, copy, modify, and\/or distribute this software for any purpose/i,
  '0BSD': /Permission to use, copy, modify, and\/or distribute this software for any purpose/i,
  'BSD-3-Clause': /Redistribution and use in source and binary forms/,
};

/** What the build wrote for everything that ships with it. */
function sections(): { heading: string; text: string }[] {
  const file = readFileSync(inRepository('dist/THIRD_PARTY_LICENSES.txt'), 'utf8');
  const [, ...found] = file.split(/^={80}\n/m);
  return found.map((section) => {
    const [heading, ...lines] = section.split('\n');
    return { heading, text: lines.join(' ').replace(/\s+/g, ' ') };
  });
}

describe('licences of what ships', () => {
  it('have their text, and say who holds the rights', () => {
    const all = sections();
    assert.ok(all.length > 10);
    for (const { heading, text } of all) {
      const [, license] = /\((.+)\)$/.exec(heading) ?? assert.fail(`${heading} names no licence`);
      assert.match(text, grants[license] ?? assert.fail(`${license} is not known here`), heading);
      assert.match(text, /Copyright .*\w/i, heading);
    }
  });

  it('are those of the native modules too, and of what their binaries hold', () => {
    const texts = new Map(sections().map(({ heading, text }) => [heading.split(' ')[0], text]));
    for (const name of ['onnxruntime-node', 'onnxruntime-common', 'tokenizers']) assert.ok(texts.has(name), name);
    for (const part of [/protobuf/, /Eigen/, /abseil/]) assert.match(texts.get('onnxruntime-node') ?? '', part);
  });
});
