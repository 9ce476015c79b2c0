import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension';
import type { HubRow } from '../../src/host/hub/hubRows';
import { FakeHub } from '../unit/hub/fakeHub';
import { eventually, extension, inspect, loupe, openText, readingOf, reset } from './loupe';

const story = 'One day, Lotte the fox went to the market.';
const id = 'owner/pocket:fp32';
const weights = 'onnx/model.onnx_data_0';
const run = (command: string, row?: HubRow) => vscode.commands.executeCommand(`loupe.${command}`, row);

describe('models from the Hub', () => {
  let parts: ExtensionApi;
  let hub: FakeHub;
  let temporary: string;
  const shipped = () => path.join(extension().extensionPath, 'models/pocket');
  const rows = () => parts.modelsView.children() as HubRow[];
  const download = () => rows().find((row) => row.kind === 'download');

  before(async () => {
    parts = await loupe();
    temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'loupe-hub-'));
    hub = await FakeHub.start();
    hub.tokens.add('mine');
    hub.repositories.set('owner/pocket', { files: asExported(shipped()), large: [weights] });
  });
  beforeEach(async () => {
    const { Global } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration('loupe').update('hub.endpoint', hub.endpoint, Global);
    // A machine's setting is written elsewhere, and comes back a moment later.
    await eventually('the setting', () => parts.settings.hubEndpoint.value === hub.endpoint);
  });
  after(async () => {
    for (const { id } of [...parts.hub.downloads.list]) await parts.hub.downloads.cancel(id);
    await hub.stop();
    fs.rmSync(temporary, { recursive: true, force: true });
  });
  afterEach(reset);

  /** Begins the download as its row in the catalogue does, and takes the one variant that is offered. */
  async function begin(): Promise<void> {
    const asked = hub.seen('owner/pocket').length;
    const command = run('downloadModel', {
      kind: 'catalogue',
      entry: { id: 'owner/pocket', architecture: '', license: '', purpose: 'smallest' },
    });
    await eventually('the Hub was asked', () => hub.seen('owner/pocket').length > asked);
    const accept = setInterval(
      () => void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem'),
      200,
    );
    try {
      await command;
    } finally {
      clearInterval(accept);
    }
  }

  it('is paused, goes on, and reads with the same numbers as what was uploaded', async () => {
    hub.pace = 5;
    await begin();
    await eventually('bytes', () => parts.hub.downloads.list.some(({ bytes }) => bytes > 1_000_000));
    assert.equal(parts.models.find(id), undefined);
    await run('pauseDownload', download());
    assert.deepEqual(
      parts.hub.downloads.list.map(({ state }) => state),
      ['paused'],
    );
    hub.pace = 0;
    await run('resumeDownload', download());
    const model = await eventually('the model', () => parts.models.find(id));
    assert.equal(parts.modelsView.item(model).contextValue, 'downloaded');
    await openText(story);
    await inspect();
    const { logprobs } = await readingOf(parts, story);
    parts.inspection.setModel(id);
    const reading = await eventually('a reading by it', () => {
      const { reading } = parts.inspection;
      return reading?.model === id && reading;
    });
    assert.deepEqual(reading.logprobs, logprobs);
    await parts.models.remove(model, async (folder) => fs.rmSync(folder, { recursive: true }));
    await eventually('the shipped model again', () => parts.inspection.state.model === 'pocket');
  });

  it('leaves nothing behind when it is cancelled', async () => {
    hub.pace = 5;
    await begin();
    await eventually('bytes', () => parts.hub.downloads.list.some(({ bytes }) => bytes > 1_000_000));
    await run('cancelDownload', download());
    assert.equal(download(), undefined);
    assert.deepEqual(fs.readdirSync(parts.hub.store.downloads), []);
  });

  it('is asked for with the access token that was set, until it is removed', async () => {
    const asked = async () => {
      const connection = await parts.hub.account.connect();
      const { signal } = new AbortController();
      await (await connection.get({ path: 'api/models/owner/pocket', repository: 'owner/pocket', signal })).close();
      return hub.requests.at(-1)?.authorization;
    };
    await parts.hub.account.setToken('mine');
    assert.equal(await asked(), 'Bearer mine');
    await run('forgetHubToken');
    assert.equal(await asked(), undefined);
  });

  it('is found in the Hugging Face cache, and added from there without a copy', async () => {
    const folder = path.join(temporary, 'models--owner--cached/snapshots/0123abc');
    fs.cpSync(shipped(), folder, { recursive: true });
    process.env.HF_HUB_CACHE = temporary;
    try {
      await parts.hub.reload();
      const sections = () => rows().filter((row) => row.kind === 'section' && row.section === 'found');
      const [section] = sections();
      const [found] = parts.modelsView.children(section) as HubRow[];
      await run('addFoundModel', found);
      assert.equal(parts.models.at(folder)?.id, 'cached');
      assert.deepEqual(sections(), []);
    } finally {
      delete process.env.HF_HUB_CACHE;
      await parts.hub.reload();
    }
  });
});

/** The files of a shipped model, with its weights where exporters put them: their name there is as long, as the graph has it. */
function asExported(folder: string): Record<string, Buffer> {
  const content = new Map(fs.readdirSync(folder).map((name) => [name, fs.readFileSync(path.join(folder, name))]));
  const take = (name: string) => {
    const bytes = content.get(name) ?? assert.fail(name);
    content.delete(name);
    return bytes;
  };
  const graph = take('model.onnx').toString('latin1').replaceAll('model.safetensors', path.basename(weights));
  const data = take('model.safetensors');
  return {
    ...Object.fromEntries(content),
    'onnx/model.onnx': Buffer.from(graph, 'latin1'),
    [weights]: data,
  };
}
