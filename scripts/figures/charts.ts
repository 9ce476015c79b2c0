import { bar, colours, curve, dot, line, linear, percent, picture, text } from './plot';
import { type Curves, type Evaluation, mean, type Results } from './results';
import type { Texts } from './texts';

/** Narrow, so that the words are still to be read in a walkthrough beside its steps. */
const width = 400;

/** What each stage of the making adds: a block for each thing that is to be learned, a bar for each model. */
export function stages({ evaluations }: Results, t: Texts): string {
  const learned: [string, (of: Evaluation) => number][] = [
    [t.tasksThinking, ({ families }) => mean(families.filter((one) => one.reasoning).map((one) => one.thinking))],
    [t.facts, ({ families }) => mean(pick(families, /known_fact$/).map((one) => one.thinking))],
    [t.refusals, ({ families }) => mean(pick(families, /unknown_person$/).map((one) => one.refused_thinking))],
    [t.stories, ({ stories }) => mean(Object.values(stories).map(({ consistent }) => consistent))],
  ];
  const models = Object.entries(evaluations);
  const block = 42 + 20 * models.length;
  const x = linear([0, 1], [122, width - 56]);
  const parts = learned.flatMap(([name, share], i) => [
    text(0, block * i + 10, name, { bold: true }),
    ...models.flatMap(([model, evaluation], row) => {
      const y = block * i + 34 + 20 * row;
      const value = share(evaluation);
      return [
        text(0, y, model),
        bar(x(0), y - 7, x(value) - x(0), 14, colours.first),
        text(x(value) + 6, y, percent(value)),
      ];
    }),
  ]);
  return picture(width, block * learned.length - 20, t.stagesTitle, parts);
}

/** Right answers without and with thoughts, a line for each family of tasks. */
export function thinking({ evaluations }: Results, t: Texts): string {
  const families = evaluations.pocket.families.filter(({ reasoning }) => reasoning);
  const x = linear([0, 1], [158, width - 22]);
  const height = 44 + 21 * families.length + 24;
  const parts = [
    dot(6, 10, colours.second, true),
    text(18, 10, t.direct),
    dot(160, 10, colours.first),
    text(172, 10, t.withThoughts),
  ];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    parts.push(line(x(share), 30, x(share), height - 24));
    parts.push(text(x(share), height - 10, percent(share), { anchor: 'middle', colour: colours.faint }));
  }
  families.forEach(({ family, direct, thinking: thought }, row) => {
    const y = 44 + 21 * row;
    parts.push(text(146, y, t.families[family] ?? family, { anchor: 'end' }));
    parts.push(line(x(direct), y, x(thought), y, colours.faint));
    parts.push(dot(x(direct), y, colours.second, true), dot(x(thought), y, colours.first));
  });
  return picture(width, height, t.thinkingTitle, parts);
}

/** Reward, length and uncertainty while right answers are made likelier. */
export function reinforcement({ reinforcement: rows }: Results, t: Texts): string {
  const panels = [
    { name: t.reward, column: 'reward', extra: 'held_out' },
    { name: t.answerTokens, column: 'tokens' },
    { name: t.entropy, column: 'entropy' },
  ];
  // The first has its legend below its name.
  const legend = 20;
  const parts = panels.flatMap(({ name, column, extra }, panel) => {
    const top = 150 * panel + (panel > 0 ? legend : 0);
    const drawn = [{ column, colour: colours.first }, ...(extra ? [{ column: extra, colour: colours.second }] : [])];
    return [
      text(0, top + 10, name, { bold: true }),
      ...(extra ? [dot(6, top + 32, colours.second), text(18, top + 32, t.heldOut)] : []),
      ...linePlot(rows, 'step', drawn, top + 30 + (extra ? legend : 0), 90),
    ];
  });
  const height = 150 * panels.length + legend + 12;
  return picture(width, height, t.reinforcementTitle, [
    ...parts,
    text(width - 14, height - 8, t.steps, { anchor: 'end', colour: colours.faint }),
  ]);
}

/** How well held-out text of each kind is foreseen while a model reads more and more. */
export function pretraining({ pretraining: rows }: Results, t: Texts): string {
  const streams = ['stories', 'prose', 'code', 'chinese'];
  const colour = [colours.first, colours.second, colours.third, colours.fourth];
  const millions = rows.map((row) => ({ ...row, millions: row.tokens / 1e6 }));
  const drawn = streams.map((name, i) => ({ column: `bits_per_byte_${name}`, colour: colour[i] }));
  const name = t.bitsPerByte.split('\n').map((words, row) => text(0, 10 + 18 * row, words, { bold: true }));
  const top = 18 * name.length + 14;
  const legend = streams.flatMap((stream, i) => [
    dot(6 + 100 * i, top, colour[i]),
    text(18 + 100 * i, top, t.streams[stream]),
  ]);
  return picture(width, top + 270, t.pretrainingTitle, [
    ...name,
    ...legend,
    ...linePlot(millions, 'millions', drawn, top + 22, 210),
    text(width - 14, top + 262, t.millionTokens, { anchor: 'end', colour: colours.faint }),
  ]);
}

/** Lines over a common axis, from zero up, `height` high. */
function linePlot(
  rows: Curves,
  along: string,
  drawn: { column: string; colour: string }[],
  top: number,
  height: number,
) {
  const points = drawn.map(({ column }) =>
    rows.filter((row) => Number.isFinite(row[column])).map((row): [number, number] => [row[along], row[column]]),
  );
  const places = ticks(Math.max(...points.flat().map(([x]) => x)), 6);
  const levels = ticks(Math.max(...points.flat().map(([, y]) => y)), 4);
  const x = linear([0, places[places.length - 1]], [44, width - 14]);
  const y = linear([0, levels[levels.length - 1]], [top + height, top]);
  const level = (value: number) => [
    line(44, y(value), width - 14, y(value)),
    text(38, y(value), String(value), { anchor: 'end', colour: colours.faint }),
  ];
  const place = (value: number) =>
    text(x(value), top + height + 12, String(value), { anchor: 'middle', colour: colours.faint });
  return [
    ...levels.flatMap(level),
    ...places.map(place),
    ...points.map((each, i) =>
      curve(
        each.map(([a, b]) => [x(a), y(b)]),
        drawn[i].colour,
      ),
    ),
  ];
}

/** Round values from 0 to `end` or just beyond, about as many as wanted. */
function ticks(end: number, wanted: number): number[] {
  const power = 10 ** Math.floor(Math.log10(end / wanted));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((size) => end / size <= wanted + 0.5) ?? end;
  return Array.from({ length: Math.ceil(end / step) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}

function pick(families: Evaluation['families'], names: RegExp) {
  return families.filter(({ family }) => names.test(family));
}
