import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../protocol/disposable';
import type { SpecialReading } from '../protocol/tokens';

const section = 'loupe';

/** One setting as a typed value. Defaults and ranges are package.json's. */
export class Setting<T> implements Disposable {
  private readonly emitter = new vscode.EventEmitter<T>();
  readonly onDidChange = this.emitter.event;
  private readonly subscription: Disposable;

  constructor(private readonly name: string) {
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${section}.${name}`)) this.emitter.fire(this.value);
    });
  }

  get value(): T {
    return vscode.workspace.getConfiguration(section).get(this.name) as T;
  }

  /** Writes it where it is set already, else for the user. */
  async update(value: T): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(section);
    const set = configuration.inspect(this.name);
    const target =
      set?.workspaceValue === undefined ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
    await configuration.update(this.name, value, target);
  }

  dispose(): void {
    this.subscription.dispose();
    this.emitter.dispose();
  }
}

/** All settings of ours. */
export class Settings implements Disposable {
  private readonly store = new DisposableStore();
  /** Model id. */
  readonly model = this.setting<string>('model');
  /** `model`, the name of an encoding, or a model's id. */
  readonly tokenizer = this.setting<string>('tokenizer');
  /** Model folders, besides the shipped model. */
  readonly models = this.setting<string[]>('models');
  readonly specialTokens = this.setting<SpecialReading>('specialTokens');
  readonly topAlternatives = this.setting<number>('topAlternatives');
  /** Megabytes. */
  readonly memoryBudget = this.setting<number>('memoryBudget');
  /** 0: the runtime chooses. */
  readonly threads = this.setting<number>('threads');
  readonly seed = this.setting<number>('seed');
  readonly traceMaxTokens = this.setting<number>('trace.maxTokens');
  readonly tokenBoundaries = this.setting<boolean>('decorations.tokenBoundaries');
  readonly surprisal = this.setting<boolean>('decorations.surprisal');

  dispose(): void {
    this.store.dispose();
  }

  private setting<T>(name: string): Setting<T> {
    return this.store.add(new Setting<T>(name));
  }
}
