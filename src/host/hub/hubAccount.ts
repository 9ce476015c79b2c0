import type * as vscode from 'vscode';
import { parseEndpoint } from '../../hub/endpoint';
import { HubConnection } from '../../hub/hubConnection';
import type { Setting } from '../settings';

/** The Hub that the settings name, and the access token for it, which lies in the editor's secret storage. */
export class HubAccount {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly endpoint: Setting<string>,
  ) {}

  /** For people. Fails with `hubEndpointInvalid`, as all of this does. */
  get host(): string {
    return parseEndpoint(this.endpoint.value).host;
  }

  /** To the Hub that the settings name now, with the token that there is at each request. */
  connect(): HubConnection {
    const { key } = this;
    return new HubConnection({ endpoint: this.endpoint.value, token: () => this.secrets.get(key) });
  }

  async setToken(token: string): Promise<void> {
    await this.secrets.store(this.key, token);
  }

  /** Whether there was one. */
  async forgetToken(): Promise<boolean> {
    const known = (await this.secrets.get(this.key)) !== undefined;
    await this.secrets.delete(this.key);
    return known;
  }

  /** One for each address: a mirror does not get the token that was meant for the Hub. */
  private get key(): string {
    return `loupe.hubToken ${parseEndpoint(this.endpoint.value).origin}`;
  }
}
