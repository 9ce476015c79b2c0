import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LoupeError } from '../../src/protocol/errors';
import { openLanguageModel } from '../../src/runtime/model/openLanguageModel';
import { layOut, listExports, readReference } from './matrix/fixtures';
import { type Figures, measure } from './matrix/measure';

/** `must`: everything is shown, and right. `rightOrRefused`: what is shown is right; what is not has a reason. */
type Duty = 'must' | 'rightOrRefused';

const traced = { eager: 'must', sdpa: 'must', dynamo: 'must' } as const;

/** Family × way of export, made by test/fidelity/matrix/make.py, where each is told. */
const cells: Record<string, Record<string, Duty>> = {
  llama: {
    ...traced,
    'dynamo-23': 'must',
    optimized: 'must',
    'fused-norms': 'must',
    merged: 'must',
    'eager-half': 'must',
    'eager-half-inside': 'must',
    'eager-uint8': 'rightOrRefused',
    gqa: 'must',
    'gqa-packed': 'must',
    'gqa-rotary': 'must',
    'gqa-keeping': 'must',
    'gqa-half': 'must',
    'gqa-int4': 'must',
    'gqa-int4-level4': 'must',
    'gqa-int4-embedding': 'must',
    'gqa-int4-half': 'must',
    'gqa-int8': 'must',
    'gqa-int8-dynamic': 'rightOrRefused',
    mha: 'must',
    'attention-23': 'must',
  },
  mistral: { eager: 'must', gqa: 'rightOrRefused' },
  qwen2: { eager: 'must' },
  qwen3: { ...traced, gqa: 'must' },
  gemma2: { eager: 'must', gqa: 'rightOrRefused' },
  gemma3: { ...traced, gqa: 'rightOrRefused' },
  phi: { eager: 'must', 'fused-norms': 'must' },
  phi3: { eager: 'must' },
  smollm3: { eager: 'must' },
  gpt2: { ...traced, optimized: 'must', 'fused-norms': 'must', merged: 'must', attention: 'rightOrRefused' },
  gptneox: { eager: 'must', 'fused-norms': 'must' },
  gptneo: { eager: 'must' },
  opt: { eager: 'must' },
  'opt-post': { eager: 'must', 'fused-norms': 'must' },
  falcon: { eager: 'must' },
  bloom: { eager: 'must' },
  granite: { eager: 'must' },
  olmo: { eager: 'must' },
  olmo2: { eager: 'must' },
  bigcode: { eager: 'rightOrRefused' },
  'gpt-oss': { eager: 'rightOrRefused' },
  mixtral: { eager: 'rightOrRefused' },
};

type Limits = Record<keyof Figures, number>;

/** Largest absolute differences from Hugging Face transformers in float32; logits spread over about ±10. */
const exact: Limits = { logits: 1e-3, attention: 1e-4, residuals: 1e-3, lens: 1e-3 };
/** float16 has 11 bits: states of up to 10 are given within 0.005 each. */
const half: Limits = { logits: 0.05, attention: 1e-2, residuals: 0.03, lens: 0.05 };
/** Activations are rounded to 8 bits before each product. */
const coarse: Limits = { logits: 1, attention: 0.1, residuals: 0.3, lens: 1 };
const limits: Record<string, Limits> = {
  'eager-half': half,
  'eager-half-inside': half,
  'gqa-half': half,
  'gqa-int4-half': half,
  'eager-uint8': coarse,
  'gqa-int4-level4': coarse,
  'gqa-int8-dynamic': coarse,
};

describe('fidelity: family × way of export against Hugging Face transformers', function () {
  this.timeout(20_000);
  const table: string[] = [];
  let parent: string;
  before(() => {
    parent = mkdtempSync(path.join(tmpdir(), 'loupe-matrix-'));
  });
  after(() => {
    rmSync(parent, { recursive: true });
    console.log(table.map((line) => `    ${line}`).join('\n'));
  });

  it('has a cell for every export that there is', () => {
    const sorted = (ways: Record<string, string[]>) =>
      Object.entries(ways)
        .map(([family, names]) => [family, [...names].sort()] as const)
        .sort();
    const named = Object.fromEntries(Object.entries(cells).map(([family, ways]) => [family, Object.keys(ways)]));
    assert.deepEqual(sorted(named), sorted(listExports()));
  });

  for (const [family, ways] of Object.entries(cells)) {
    for (const [way, duty] of Object.entries(ways)) {
      it(`${family}, ${way}`, async () => {
        const line = `${family.padEnd(9)} ${way.padEnd(18)}`;
        const folder = path.join(parent, family, way);
        layOut(family, way, folder);
        const { figures, reasons } = await readCell(folder, family, way);
        table.push([line, ...shown(figures), ...reasons].join(' '));
        for (const [name, figure] of Object.entries(figures) as [keyof Figures, number | null][]) {
          const limit = (limits[way] ?? exact)[name];
          assert.ok(figure === null || figure <= limit, `${name}: ${figure} > ${limit}`);
        }
        if (duty === 'must') assert.deepEqual(reasons, []);
      });
    }
  }
});

/** The largest differences of the text read whole, and in parts, the last of one token; and why something is not given. */
async function readCell(folder: string, family: string, way: string) {
  const identity = { id: 'matrix', name: family, source: 'folder' } as const;
  const nothing: Partial<Figures> = {};
  const opened = await openLanguageModel(folder, identity, { threads: 1 }).catch((error) => {
    assert.ok(error instanceof LoupeError && error.code === 'modelUnsupported', String(error));
    return error;
  });
  if (opened instanceof LoupeError) return { figures: nothing, reasons: [opened.message] };
  try {
    const reference = readReference(family, way);
    const whole = await measure(opened, reference, [reference.ids.length]);
    const parts = await measure(opened, reference, [11, reference.ids.length - 1, reference.ids.length]);
    const figures: Partial<Figures> = Object.fromEntries(
      (Object.keys(whole) as (keyof Figures)[]).map((name) => [name, larger(whole[name], parts[name])]),
    );
    const { attention, residuals } = opened.capabilities;
    const reasons = Object.entries({ attention, residuals }).flatMap(([name, capability]) =>
      capability.available ? [] : [`${name}: ${capability.reason}`],
    );
    return { figures, reasons };
  } finally {
    opened.dispose();
  }
}

function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}

function shown(figures: Partial<Figures>): string[] {
  return Object.entries(figures).map(([name, figure]) =>
    `${name} ${figure === null ? '–' : figure.toExponential(0)}`.padEnd(15),
  );
}
