import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension';
import type { ErrorCode } from '../../src/protocol/errors';
import { eventually, extension, inspect, isLoupeError, loupe, openText, readingOf, reset } from './loupe';

const story = 'One day, Lotte the fox went to the market.';
const set = (name: string, value: unknown) =>
  vscode.workspace.getConfiguration('loupe').update(name, value, vscode.ConfigurationTarget.Global);

describe('settings', () => {
  let parts: ExtensionApi;
  let folder: string;

  before(async () => {
    parts = await loupe();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loupe-model-'));
    fs.cpSync(path.join(extension().extensionPath, 'models/pocket'), folder, { recursive: true });
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    await openText(story);
    await inspect();
    await readingOf(parts, story);
  });
  afterEach(reset);

  it('loupe.tokenizer splits anew, and leaves the reading alone', async () => {
    const { reading } = parts.inspection;
    await set('tokenizer', 'o200k_base');
    const tokenization = await eventually('another split', () => {
      const { tokenization } = parts.inspection;
      return tokenization?.tokenizer === 'o200k_base' && tokenization;
    });
    assert.ok(tokenization.vocabularySize > 199_000);
    assert.ok(parts.inspection.reading === reading);
  });

  it('loupe.specialTokens reads markup as text or as special tokens', async () => {
    const text = '<think>2</think>';
    await openText(text);
    await inspect();
    const asText = await readingOf(parts, text);
    await set('specialTokens', 'parse');
    const parsed = await eventually('another reading', () => {
      const { reading } = parts.inspection;
      return reading !== asText && reading;
    });
    assert.ok(parsed.tokens.ids.length < asText.tokens.ids.length);
  });

  it('loupe.models adds a model, which reads with the same numbers', async () => {
    const shipped = await readingOf(parts, story);
    await set('models', [folder]);
    const added = await eventually('the model', () => parts.models.models.find((model) => model.folder === folder));
    parts.inspection.setModel(added.id);
    const reading = await eventually('a reading by it', () => {
      const { reading } = parts.inspection;
      return reading?.model === added.id && reading;
    });
    assert.deepEqual(reading.logprobs, shipped.logprobs);
    await set('models', []);
    await eventually('the shipped model again', () => parts.inspection.state.model === 'pocket');
  });

  it('the Models view tells what its words mean', async () => {
    await set('models', [folder]);
    const added = await eventually('the model', () => parts.models.models.find((model) => model.folder === folder));
    await parts.models.describe();
    const shipped = parts.models.find('pocket');
    assert.ok(shipped);
    const rows = [shipped, added].map((model) => parts.modelsView.item(model));
    assert.match(String(rows[0].description), /^default · stage 5 of 5 · .* · in use$/);
    assert.match(String(rows[0].tooltip), /^Reasoning: .*\n(?:.*\n)*Default: .*\nIn use: .*$/);
    assert.doesNotMatch(String(rows[1].description), /stage/);
    // It was loaded before, but not since it was taken from the list.
    assert.match(String(rows[1].description), /not loaded$/);
    assert.match(String(rows[1].tooltip), /\nNot loaded: .*$/);
    assert.doesNotMatch(String(rows[1].tooltip), /Default:/);
    await set('models', []);
  });

  it('uses another graph of a model where one is chosen', async () => {
    fs.copyFileSync(path.join(folder, 'model.onnx'), path.join(folder, 'model_q4.onnx'));
    await set('models', [folder]);
    const added = await eventually('the model', () => parts.models.models.find((model) => model.folder === folder));
    const described = (variant: string) => () => {
      const description = parts.models.at(folder)?.description;
      return description?.variant === variant && description;
    };
    await parts.models.describe();
    assert.deepEqual(
      (await eventually('its description', described('fp32'))).variants.map(({ name }) => name),
      ['fp32', 'q4'],
    );
    assert.equal(parts.modelsView.item(added).contextValue, 'folder.variants');
    parts.inspection.setModel(added.id);
    await inspect();
    await eventually('a reading by it', () => parts.inspection.reading?.model === added.id);
    await eventually('what it can show', () => added.capabilities?.attention.available);
    assert.match(String(parts.modelsView.item(added).tooltip), /\nAttention: shown\n[^\n]*\nGoes on from kept keys/);
    await parts.models.setVariant(added, 'q4');
    await eventually('the other graph', described('q4'));
    await set('models', []);
    fs.rmSync(path.join(folder, 'model_q4.onnx'));
  });

  it('reads anew when a change of model was cancelled', async () => {
    await set('models', [folder]);
    const added = await eventually('the model', () => parts.models.models.find((model) => model.folder === folder));
    parts.inspection.setModel(added.id);
    parts.inspection.cancel();
    assert.equal(parts.inspection.reading, null);
    await inspect();
    await eventually('a reading by it', () => parts.inspection.reading?.model === added.id);
    await set('models', []);
    await eventually('the shipped model again', () => parts.inspection.state.model === 'pocket');
  });

  it('loupe.model takes no path, and loupe.tokenizer opens none', async () => {
    await set('model', folder);
    await set('tokenizer', folder);
    const { phase } = await eventually('it says so', () => {
      const { state } = parts.inspection;
      return state.phase.kind === 'failed' && state;
    });
    assert.equal(parts.inspection.state.model, 'pocket');
    assert.match('message' in phase ? phase.message : '', /There is no tokenizer named .*o200k_base/);
  });

  it('a page gets the tokenizers on offer, and no other', async () => {
    const chosen = () => parts.inspection.state.tokenizer;
    parts.inspection.setTokenizer({ kind: 'encoding', name: 'gpt2' });
    assert.deepEqual(chosen(), { kind: 'encoding', name: 'gpt2' });
    parts.inspection.setTokenizer({ kind: 'model', model: folder });
    assert.deepEqual(chosen(), { kind: 'encoding', name: 'gpt2' });
    parts.inspection.setTokenizer({ kind: 'model', model: 'pocket' });
  });

  it('loupe.topAlternatives reads with that many, within its bounds', async () => {
    const count = () => parts.inspection.reading?.top.count;
    await set('topAlternatives', 3);
    await eventually('three', () => count() === 3);
    await set('topAlternatives', 1_000_000);
    await eventually('as many as are allowed', () => count() === 50);
  });

  const broken: [what: string, file: string, code: ErrorCode][] = [
    ['no config.json', 'config.json', 'modelConfigMissing'],
    ['no tokenizer.json', 'tokenizer.json', 'tokenizerMissing'],
    ['no graph', 'model.onnx', 'modelGraphMissing'],
  ];
  for (const [what, file, code] of broken) {
    it(`loupe.models says what is wrong with a folder that has ${what}`, async () => {
      const incomplete = fs.mkdtempSync(path.join(os.tmpdir(), 'loupe-broken-'));
      try {
        fs.cpSync(folder, incomplete, { recursive: true });
        fs.rmSync(path.join(incomplete, file));
        await assert.rejects(async () => {
          const { id } = await parts.models.add(incomplete);
          await parts.runtime.request('openModel', { model: id });
        }, isLoupeError(code));
      } finally {
        fs.rmSync(incomplete, { recursive: true, force: true });
      }
    });
  }

  it('loupe.memoryBudget evicts the oldest runs', async () => {
    await set('memoryBudget', 64);
    const read = (runId: string) =>
      parts.runtime.request('read', {
        runId,
        model: 'pocket',
        text: story.repeat(30),
        special: 'text',
        topK: 5,
        captureAttention: true,
        beyondContext: 'start',
      });
    const overview = (runId: string) => parts.runtime.request('attentionOverview', { runId, size: 8, dropSink: false });
    const ids = Array.from({ length: 6 }, (_, index) => `budget-${index}`);
    for (const id of ids) await read(id);
    assert.ok(await overview(ids[ids.length - 1]));
    await assert.rejects(overview(ids[0]), isLoupeError('runGone'));
    for (const id of ids) parts.runtime.free(id);
  });
});
