import type { CellKey, ComparisonResults, ComparisonSetup, PromptContent } from '../../protocol/compareApi';
import { ownSettings, promptName, stopTexts, systemMessage, type Translate } from '../../protocol/compareResults';
import type { ModelChoice } from '../../protocol/models';

/** A comparison as Markdown: the settings, a table with one row a cell, then prompts and outputs word for word. */
export function exportMarkdown(results: ComparisonResults, models: readonly ModelChoice[], t: Translate): string {
  const { setup } = results;
  const modelName = (id: string) => models.find((model) => model.id === id)?.name ?? id;
  const title = (key: CellKey) => {
    const parts = [promptName(setup.prompts[key.prompt], key.prompt, t), modelName(key.model)];
    if (setup.repeats > 1) parts.push(t('repeat {0}', key.repeat + 1));
    return parts.map(escapeInline);
  };
  const sections = [
    `# ${escapeInline(t('Comparison'))}`,
    settings(setup, t),
    table(results, title, t),
    `## ${escapeInline(t('Prompts'))}`,
    ...setup.prompts.flatMap((prompt, index) => [
      `### ${escapeInline([promptName(prompt, index, t), ...ownSettings(prompt, t)].join(' · '))}`,
      ...systemSection(setup, prompt, t),
      fenced(prompt.text),
    ]),
    `## ${escapeInline(t('Outputs'))}`,
    ...results.cells.flatMap((cell) => [`### ${title(cell).join(' · ')}`, fenced(cell.text)]),
  ];
  return `${sections.join('\n\n')}\n`;
}

function systemSection(setup: ComparisonSetup, prompt: PromptContent, t: Translate): string[] {
  const system = systemMessage(setup, prompt);
  return system === null ? [] : [`${escapeInline(t('System prompt'))}:`, fenced(system)];
}

function settings(setup: ComparisonSetup, t: Translate): string {
  const { temperature, topK, topP } = setup.sampling;
  const rows: [string, string | number][] = [
    [t('Chat template'), setup.chat ? t('yes') : t('no')],
    ...(setup.chat ? [[t('Thinking'), setup.thinking ? t('yes') : t('no')] as [string, string]] : []),
    [t('Temperature'), temperature],
    [t('Top-k'), topK === 0 ? t('all') : topK],
    [t('Top-p'), topP],
    [t('Seed'), setup.seed],
    [t('Repeats'), setup.repeats],
    [t('Max tokens'), setup.maxTokens],
  ];
  return rows.map(([name, value]) => `- ${escapeInline(name)}: ${value}`).join('\n');
}

function table(results: ComparisonResults, title: (key: CellKey) => string[], t: Translate): string {
  const { setup } = results;
  const head = [t('Prompt'), t('Model'), ...(setup.repeats > 1 ? [t('Repeat')] : [])].map(escapeInline);
  const figures = [t('Prompt tokens'), t('Output tokens'), t('Perplexity'), t('How it ended')].map(escapeInline);
  const finished = results.cells.map((cell) => [
    ...title(cell),
    cell.promptTokens,
    cell.tokens.length,
    cell.perplexity === null ? '–' : cell.perplexity.toFixed(3),
    escapeInline(t(stopTexts[cell.stop])),
  ]);
  const failed = results.failures.map((cell) => [
    ...title(cell),
    '–',
    cell.tokens.length,
    '–',
    escapeInline(cell.message),
  ]);
  const alignment = [...head.map(() => '---'), '--:', '--:', '--:', '---'];
  return [[...head, ...figures], alignment, ...finished, ...failed].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Text as one line of Markdown that reads as that text: no markup, no HTML, no table cell ended early. */
export function escapeInline(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#+!|~&-]/g, '\\$&');
}

/** Text as a code block, with a fence longer than any run of backticks in it. */
export function fenced(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}text\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}
