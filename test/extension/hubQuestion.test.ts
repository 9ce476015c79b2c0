import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/extension';
import { eventually, loupe, reset } from './loupe';

describe('the question to a Hub that does not answer', () => {
  let parts: ExtensionApi;
  let hub: Server;
  let asked = 0;
  let closed = 0;
  const setEndpoint = (endpoint?: string) =>
    vscode.workspace.getConfiguration('loupe').update('hub.endpoint', endpoint, vscode.ConfigurationTarget.Global);

  before(async () => {
    parts = await loupe();
    hub = createServer((request) => {
      asked++;
      request.once('close', () => closed++);
    });
    await once(hub.listen(0, '127.0.0.1'), 'listening');
    const endpoint = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
    await setEndpoint(endpoint);
    await eventually('the setting', () => parts.settings.hubEndpoint.value === endpoint);
  });
  after(async () => {
    hub.closeAllConnections();
    hub.close();
    await setEndpoint();
    await reset();
  });

  it('ends when its list is closed, and leaves nothing behind', async () => {
    const before = parts.hub.downloads.list.length;
    const entry = { id: 'owner/small', architecture: '', license: '', purpose: 'smallest' };
    const command = vscode.commands.executeCommand('loupe.downloadModel', { kind: 'catalogue', entry });
    await eventually('the Hub was asked', () => asked === 1);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await command;
    await eventually('the connection closed', () => closed === 1);
    // It does not try again by itself.
    assert.equal(asked, 1);
    assert.equal(parts.hub.downloads.list.length, before);
  });
});
