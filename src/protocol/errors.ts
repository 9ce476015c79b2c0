/**
 * Expected failures: what happened, why, and what to do next. Everything else is a bug and goes to the log with its stack.
 *
 * Each text is the English sentence and, in the editor, the key of its translation (`l10n/bundle.l10n.<locale>.json`).
 * `{0}`, `{1}` … are filled from the error's `args`, as `vscode.l10n.t` does.
 */
export const errorTexts = {
  fileMissing: 'The file {0} does not exist. Check the path.',
  fileUnreadable: 'The file {0} cannot be read: {1}',
  tokenizerUnknown: 'There is no tokenizer named {0}. Known ones: {1}.',
  tokenizerFileMissing: 'There is no tokenizer.json at {0}. Check the path.',
  tokenizerMissing: 'The folder {0} has no tokenizer.json. Add the one that belongs to this model.',
  tokenizerBroken: 'The tokenizer in {0} cannot be read: {1}. Download or copy the file again.',
  tokenizerTooLarge: 'The tokenizer in {0} is {1} MB; at most {2} MB are read.',
  modelMissing:
    'There is no model named {0}. Give “pocket”, the id of an installed model, or a folder with a config.json.',
  modelConfigMissing: 'The folder {0} has no config.json, so it is not a model folder in Hugging Face layout.',
  modelConfigBroken: 'The config.json in {0} cannot be read: {1}. Download or copy the file again.',
  modelGraphMissing:
    'The folder {0} has no model.onnx, neither in onnx/ nor at its top. Export the model to ONNX first, for example with optimum.',
  modelGraphBroken: 'The model file {0} is damaged or cut off: {1}. Download or copy it again.',
  modelUnsupported: 'The model in {0} cannot be run: {1}',
  modelTooLarge:
    'The model {0} needs about {1} MB of memory, and {2} MB are free. Close what takes much, or use a smaller one. In its folder: {3}.',
  modelFailed:
    'The model {0} failed while it ran: {1}. Its config.json and its graph may not belong together; download or copy both again.',
  modelNotOpen: 'The model {0} is not open any more. Inspect again.',
  nothingToConditionOn: 'There is nothing to condition on: the text is empty and the model has no start token.',
  tooLong: 'The text has {0} tokens; the model {1} reads at most {2}. Select less text, or choose which part to use.',
  contextFull: 'The context of {0} is full: it reads at most {1} tokens. Step back, or inspect less text.',
  layerOutOfRange: 'Layer {0} is out of range: {1} has layers 0 to {2}.',
  headOutOfRange: 'Head {0} is out of range: {1} has heads 0 to {2}.',
  rolloutTooLarge:
    'A rollout of {0} tokens takes {1} MB, and it may take {2} MB. Select less text, or raise loupe.memoryBudget, and inspect again.',
  tokenOutOfRange: 'Token id {0} is out of range: the vocabulary has {1} tokens.',
  attentionUnavailable: 'Attention is not available for {0}: {1}',
  residualsUnavailable: 'The states between the layers are not available for {0}: {1}',
  attributionNormed:
    'The layers of {0} also normalise what is between them, so no part of a logit is that of one layer alone.',
  attributionNotLinear:
    'What follows the last layer of {0} is not linear, even with its norm held still, so a logit is not the sum of parts.',
  ablationUnavailable: 'Parts of {0} cannot be ablated: {1}',
  weightUnavailable: 'How a weight of {0} comes about cannot be told: {1}',
  chatTemplateMissing: 'The model {0} has no chat template, so it cannot be asked a question. Choose a chat model.',
  chatTemplateBroken: 'The chat template of {0} failed: {1}',
  thinkingUnsupported: 'The chat template of {0} has no switch for thinking.',
  chatFileOdd: 'This is no chat: {0}. Give a JSON list of messages, each with its role and content.',
  transcriptWithoutThoughts: 'The text has no <think>…</think> block, so there is no reasoning to read.',
  runWentOn: 'Tokens were appended or taken back while the run was saved. Save it again.',
  runGone: 'This run was freed to save memory. Inspect again to see it.',
  textGone: 'What was inspected is not in {0} any more, so its other part cannot be read. Inspect the document again.',
  hubIdInvalid: 'No model on Hugging Face has the id “{0}”. Ids look like owner/name.',
  hubEndpointInvalid:
    'The Hub’s address “{0}” cannot be used: it has to begin with https://, or with http:// for this machine. Check loupe.hub.endpoint or HF_ENDPOINT.',
  hubRepositoryMissing:
    'There is no model {0} at {1}, or it is private. Check the id; for a private model, set an access token that may read it.',
  hubGated:
    '{0} is given only to those who accept its conditions. Accept them at {1} while signed in, and set an access token of that account.',
  hubTokenRefused:
    '{0} does not accept the access token. Make a new one in your account there and set it, or remove it.',
  hubNotOnnx:
    '{0} has no config.json with onnx/model.onnx or a variant of that, so it cannot run here. Look for its ONNX export, often by onnx-community, or export it with optimum and add the folder.',
  hubNoTokenizer: '{0} has no tokenizer.json. Look for a conversion of it that has one, often by onnx-community.',
  hubVariantMissing: '{0} has no variant {1}. It has: {2}.',
  hubFileMissing: 'A file of {0} is not on the Hub any more. Cancel this download and begin it again.',
  hubBusy:
    '{0} has had too many requests and asks to wait {1} seconds. Try again then; with an access token more are allowed.',
  hubFailed: '{0} has a problem of its own (status {1}). Try again later.',
  hubRefused: '{0} refuses (status {1}): {2}',
  hubUnreachable: '{0} cannot be reached: {1}. Check the network, the proxy and the Hub’s address, then try again.',
  hubAnswerOdd: '{0} gives an answer that makes no sense: {1}. Check that the Hub’s address is right, then try again.',
  hubRedirect: '{0} redirects to {1}, which is not followed: it is not encrypted, or there is no end to it.',
  hubChecksum:
    'What came as {0} of {1} is not what the Hub lists: its checksum differs. Try again; behind a mirror or a proxy, try without it.',
  downloadElsewhere: '{0} is being downloaded by another window or command line. Wait for that, or stop it there.',
  downloadSpace:
    'There is not enough space for {0}: it needs {1} MB, and {2} MB are free. Free some, or choose a smaller variant.',
  downloadDiskFull: 'The disk with {0} is full. Free some space, then resume the download: what came is kept.',
  tokenizersUnwritable: 'The tokenizer could not be kept in {0}: {1}. Free space or rights there, then add it again.',
  downloadUnwritable: 'The folder {0} cannot be written: {1}',
  downloadMissing: 'There is no downloaded model {0}. See loupe models.',
  runFileTooLarge: 'The saved run {0} has {1} MB, and at most {2} MB are opened. Save it again with fewer parts.',
  runFileNewer:
    '{0} was saved by a newer Model Loupe: its format is version {1}, and this one reads up to {2}. Update Model Loupe.',
  runFileBroken: '{0} cannot be opened as a saved run: {1}. Copy the file again, or have the run saved again.',
  fileUnwritable: 'The file {0} cannot be written: {1}',
  savedWithoutModel: 'A saved run does not have its model, which this needs. Inspect its text to ask a model.',
  savedWithoutLayer: 'The attention of layer {0} was not saved with this run. Saved ones: {1}.',
  savedWithoutLayers: 'This needs the attention of all layers, and not all were saved with this run. Saved ones: {0}.',
  savedWithoutAttribution:
    'Where a logit comes from was saved only for the most probable tokens after the end of the text.',
  savedWithoutNext: 'What comes next was not saved with this run. Inspect its text to ask a model.',
  cancelled: 'Cancelled.',
  runtimeExited: 'The runtime process stopped ({0}). It was started again; what is on screen stays.',
  runtimeFailed: 'The runtime process stopped three times within three minutes ({0}). See the log, then retry.',
  linkClosed: 'The connection closed before an answer came.',
} as const;

export type ErrorCode = keyof typeof errorTexts;

/** An expected failure, with a text for people. */
export class LoupeError extends Error {
  readonly args: readonly string[];

  constructor(
    readonly code: ErrorCode,
    ...args: (string | number)[]
  ) {
    const texts = args.map(String);
    super(fillTemplate(errorTexts[code], texts));
    this.name = 'LoupeError';
    this.args = texts;
  }
}

/** True for what somebody caused on purpose, which needs no message. */
export function isCancelled(error: unknown): boolean {
  return error instanceof LoupeError && error.code === 'cancelled';
}

/** Replaces `{0}`, `{1}` … by the arguments of that index. */
export function fillTemplate(template: string, args: readonly string[]): string {
  return template.replace(/\{(\d+)\}/g, (whole, index) => args[Number(index)] ?? whole);
}

/** An error as it travels over a link. `code` is absent for bugs. */
export interface WireError {
  code?: ErrorCode;
  args?: readonly string[];
  message: string;
  stack?: string;
}

export function toWireError(error: unknown): WireError {
  if (error instanceof LoupeError) return { code: error.code, args: error.args, message: error.message };
  if (error instanceof Error) return { message: error.message, stack: error.stack };
  return { message: String(error) };
}

export function fromWireError(wire: WireError): Error {
  if (wire.code !== undefined) return new LoupeError(wire.code, ...(wire.args ?? []));
  const error = new Error(wire.message);
  if (wire.stack) error.stack = wire.stack;
  return error;
}
