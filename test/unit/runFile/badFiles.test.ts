import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LoupeError } from '../../../src/protocol/errors';
import { encodeRun } from '../../../src/runFile/encodeRun';
import { checkRunFileSize, readRunFile } from '../../../src/runFile/readRunFile';
import { largestRunFile } from '../../../src/runFile/savedRun';
import { createRuntimeService } from '../../../src/runtime/service';
import { pocketConfiguration } from '../runtime/pocket';
import { collected, everything } from './savedRuns';

// biome-ignore lint/suspicious/noExplicitAny: files that are not what they should be.
type Json = any;

describe('a file that is no good run', function () {
  this.timeout(60_000);
  let text: string;
  before(async () => {
    const service = createRuntimeService({ configuration: pocketConfiguration });
    text = encodeRun(await collected(service, { text: 'Two sheep.' }, { ...everything, layers: [0], next: false }), {
      half: true,
    });
    service.dispose();
  });
  const open = (content: string | Uint8Array) => readRunFile(Buffer.from(content as string), 'bad.loupe.json');
  const spoiled = (spoil: (json: Json) => void) => {
    const json = JSON.parse(text);
    spoil(json);
    return JSON.stringify(json);
  };

  const cases: { title: string; content: () => string | Uint8Array; code?: string; message: RegExp }[] = [
    { title: 'empty', content: () => '', message: /no JSON/ },
    { title: 'cut off', content: () => text.slice(0, text.length / 2), message: /no JSON, or was cut off/ },
    { title: 'not UTF-8', content: () => new Uint8Array([0xff, 0xfe, 0x7b]), message: /no JSON/ },
    { title: 'another JSON', content: () => '{"format":"model-loupe-comparison"}', message: /format is not/ },
    { title: 'a list', content: () => '[]', message: /format is not/ },
    { title: 'null', content: () => 'null', message: /format is not/ },
    {
      title: 'of a newer version',
      content: () => spoiled((json) => (json.version = 2)),
      code: 'runFileNewer',
      message: /version 2.*up to 1.*Update/,
    },
    { title: 'of a version that is none', content: () => spoiled((json) => (json.version = '1')), message: /version/ },
    { title: 'without a reading', content: () => spoiled((json) => delete json.reading), message: /'reading'/ },
    { title: 'with more than there is', content: () => spoiled((json) => (json.more = 1)), message: /additional/ },
    {
      title: 'of a text that is none',
      content: () => spoiled((json) => (json.subject.text = 5)),
      message: /subject\.text must be string/,
    },
    {
      title: 'of no token',
      content: () => spoiled((json) => (json.reading.tokens.ids = { dtype: 'int32', shape: [0], base64: '' })),
      message: /no token/,
    },
    {
      title: 'with fewer numbers than tokens',
      content: () => spoiled((json) => (json.reading.logprobs.shape = [1])),
      message: /reading\.logprobs has the shape \[1\], not \[\d+\]/,
    },
    {
      title: 'with an array cut off',
      content: () => spoiled(({ reading }) => (reading.ranks.base64 = reading.ranks.base64.slice(4))),
      message: /reading\.ranks holds \d+ bytes, not/,
    },
    {
      title: 'with an array of no numbers',
      content: () => spoiled((json) => (json.reading.logprobs.base64 = '!!')),
      message: /reading\.logprobs holds 0 bytes/,
    },
    {
      title: 'with whole numbers for others',
      content: () => spoiled((json) => (json.reading.logprobs.dtype = 'int32')),
      message: /reading\.logprobs/,
    },
    {
      title: 'with a negative length',
      content: () => spoiled((json) => (json.reading.logprobs.shape = [-1])),
      message: /shape/,
    },
    {
      title: 'with a length beyond all memory',
      content: () => spoiled((json) => (json.reading.tokens.ids.shape = [2147483647])),
      message: /reading\.tokens/,
    },
    {
      title: 'with tokens beyond the text',
      content: () => spoiled((json) => (json.subject.text = '')),
      message: /outside of the text/,
    },
    {
      title: 'with bytes that are not there',
      content: () =>
        spoiled(({ reading: { tokens } }) => (tokens.bytes.bytes = { dtype: 'uint8', shape: [0], base64: '' })),
      message: /offsets does not rise/,
    },
    {
      title: 'with bytes that begin within themselves',
      content: () =>
        spoiled(({ reading: { tokens } }) => {
          const offsets = Buffer.from(tokens.bytes.offsets.base64, 'base64');
          offsets.writeInt32LE(1, 0);
          tokens.bytes.offsets.base64 = offsets.toString('base64');
        }),
      message: /offsets does not begin with 0/,
    },
    {
      title: 'with attention of a layer that there is not',
      content: () => spoiled((json) => (json.attention.layers[0].layer = 99)),
      message: /layer 99 of 6/,
    },
    {
      title: 'with attention that the model does not show',
      content: () => spoiled((json) => (json.reading.attention = { available: false, reason: '' })),
      message: /attention is there/,
    },
    {
      title: 'with an attribution at a position that there is not',
      content: () => spoiled(({ attribution }) => (attribution.position = 99)),
      message: /position is 99 of/,
    },
    {
      title: 'with an attribution of a layer that there is not',
      content: () => spoiled(({ attribution }) => (attribution.tokens[1].parts[3].layer = 6)),
      message: /layer 6 of 6/,
    },
    {
      title: 'with an attribution of a token that there is not',
      content: () => spoiled(({ attribution }) => (attribution.tokens[1].tokenId = 9999)),
      message: /token 9999 of/,
    },
    {
      title: 'with an attribution of a kind that there is not',
      content: () => spoiled(({ attribution }) => (attribution.tokens[1].parts[3].kind = 'x')),
      message: /parts\.3\.kind must be/,
    },
    {
      title: 'with an attribution that the model does not show',
      content: () =>
        spoiled((json) => (Object.assign(json, { lens: null }).reading.residuals = { available: false, reason: '' })),
      message: /attribution is there/,
    },
    {
      title: 'with a lens that the model does not show',
      content: () => spoiled((json) => (json.reading.residuals = { available: false, reason: '' })),
      message: /lens is there/,
    },
  ];
  for (const { title, content, code = 'runFileBroken', message } of cases) {
    it(`is told: ${title}`, () => assert.rejects(open(content()), { name: 'LoupeError', code, message }));
  }

  it('is told before it is read: too large', () => {
    const message = /257 MB.*256 MB.*fewer/;
    assert.throws(() => checkRunFileSize(largestRunFile + 1, 'x'), { code: 'runFileTooLarge', message });
    checkRunFileSize(largestRunFile, 'x');
  });

  it('never fails otherwise, whatever is in it', async () => {
    const places = placesIn(JSON.parse(text));
    assert.ok(places.length > 100);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.jsonValue(), async (place, value) => {
        const content = spoiled((json) => put(json, place, value));
        try {
          await open(content);
        } catch (error) {
          assert.ok(error instanceof LoupeError, `${place.join('.')}: ${(error as Error).stack}`);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Paths of all members, those of lists too. */
function placesIn(json: Json, above: string[] = []): string[][] {
  if (typeof json !== 'object' || json === null) return [above];
  const below = Object.entries(json).flatMap(([key, value]) => placesIn(value, [...above, key]));
  return above.length ? [above, ...below] : below;
}

function put(json: Json, place: string[], value: Json): void {
  const last = place[place.length - 1];
  const parent = place.slice(0, -1).reduce((at, key) => at[key], json);
  parent[last] = value;
}
