import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../protocol/disposable';
import type { SpecialReading } from '../protocol/tokens';
import { allowedValue, type SettingSchema } from './settingSchema';

const section = 'loupe';

/** One setting as a typed value within what package.json allows. */
export class Setting<T> implements Disposable {
  private readonly emitter = new vscode.EventEmitter<T>();
  readonly onDidChange = this.emitter.event;
  private readonly subscription: Disposable;

  constructor(
    private readonly name: string,
    private readonly schema: SettingSchema,
  ) {
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${section}.${name}`)) this.emitter.fire(this.value);
    });
  }

  get value(): T {
    return allowedValue(vscode.workspace.getConfiguration(section).get(this.name), this.schema) as T;
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
  /** Model folders, besides the shipped model. */
  readonly models: Setting<string[]>;
  /** Of models with several graphs, by their ids, which is used. */
  readonly modelVariants: Setting<Record<string, string>>;
  /** Address of the Hub, or of a mirror. */
  readonly hubEndpoint: Setting<string>;
  /** Model id. */
  readonly model: Setting<string>;
  /** `model`, the name of an encoding, or a model's id. */
  readonly tokenizer: Setting<string>;
  readonly specialTokens: Setting<SpecialReading>;
  readonly topAlternatives: Setting<number>;
  /** Megabytes. */
  readonly memoryBudget: Setting<number>;
  /** 0: the runtime chooses. */
  readonly threads: Setting<number>;
  readonly seed: Setting<number>;
  readonly traceMaxTokens: Setting<number>;
  readonly tokenBoundaries: Setting<boolean>;
  readonly surprisal: Setting<boolean>;

  /** @param schemas `contributes.configuration.properties` of package.json */
  constructor(schemas: Readonly<Record<string, SettingSchema>>) {
    const setting = <T>(name: string) => this.store.add(new Setting<T>(name, schemas[`${section}.${name}`]));
    // Folders come first, so that a model that is added and chosen by one edit is known when it is chosen.
    this.models = setting('models');
    this.modelVariants = setting('modelVariants');
    this.hubEndpoint = setting('hub.endpoint');
    this.model = setting('model');
    this.tokenizer = setting('tokenizer');
    this.specialTokens = setting('specialTokens');
    this.topAlternatives = setting('topAlternatives');
    this.memoryBudget = setting('memoryBudget');
    this.threads = setting('threads');
    this.seed = setting('seed');
    this.traceMaxTokens = setting('trace.maxTokens');
    this.tokenBoundaries = setting('decorations.tokenBoundaries');
    this.surprisal = setting('decorations.surprisal');
  }

  dispose(): void {
    this.store.dispose();
  }
}
