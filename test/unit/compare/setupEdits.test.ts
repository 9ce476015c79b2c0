import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultSetup } from '../../../src/host/compare/comparisonSetup';
import type { ComparisonSetup } from '../../../src/protocol/compareApi';
import { edited, type SetupEdit } from '../../../src/protocol/compareEdits';
import { SetupDraft } from '../../../webview/compare/setupDraft';

const prompt = (id: string) => ({ id, label: '', text: id });
const start: ComparisonSetup = { ...defaultSetup, models: ['x'], prompts: ['a', 'b', 'c'].map(prompt) };
const many = { ...start, prompts: [...'abcdefgh'].map(prompt) };

describe('SetupEdit', () => {
  const rows: [title: string, setup: ComparisonSetup, edit: SetupEdit, change: Partial<ComparisonSetup>][] = [
    ['a setting', start, { kind: 'settings', change: { seed: 7 } }, { seed: 7 }],
    [
      'a part of sampling',
      start,
      { kind: 'sampling', change: { topK: 4 } },
      { sampling: { ...start.sampling, topK: 4 } },
    ],
    ['a model that is chosen', start, { kind: 'model', id: 'y', chosen: true }, { models: ['x', 'y'] }],
    ['a model that is chosen already', start, { kind: 'model', id: 'x', chosen: true }, { models: ['x'] }],
    ['a model that is left', start, { kind: 'model', id: 'x', chosen: false }, { models: [] }],
    [
      'a prompt’s text',
      start,
      { kind: 'prompt', id: 'b', change: { text: 'new' } },
      { prompts: [prompt('a'), { ...prompt('b'), text: 'new' }, prompt('c')] },
    ],
    [
      'a prompt’s own setting, taken back',
      { ...start, prompts: [{ ...prompt('a'), thinking: true }] },
      { kind: 'prompt', id: 'a', change: { thinking: null } },
      { prompts: [{ ...prompt('a'), thinking: null }] },
    ],
    ['a prompt that is gone', start, { kind: 'prompt', id: 'z', change: { text: 'new' } }, {}],
    ['a new prompt', start, { kind: 'addPrompt', prompt: prompt('d') }, { prompts: [...'abcd'].map(prompt) }],
    ['a ninth prompt', many, { kind: 'addPrompt', prompt: prompt('i') }, {}],
    ['a prompt that moves up', start, { kind: 'movePrompt', id: 'c', by: -1 }, { prompts: [...'acb'].map(prompt) }],
    ['a prompt that moves down', start, { kind: 'movePrompt', id: 'a', by: 1 }, { prompts: [...'bac'].map(prompt) }],
    ['the first prompt, up', start, { kind: 'movePrompt', id: 'a', by: -1 }, {}],
    ['the last prompt, down', start, { kind: 'movePrompt', id: 'c', by: 1 }, {}],
    ['a removed prompt', start, { kind: 'removePrompt', id: 'a' }, { prompts: [...'bc'].map(prompt) }],
    [
      'one of two prompts, removed',
      { ...start, prompts: [...'ab'].map(prompt) },
      { kind: 'removePrompt', id: 'a' },
      { prompts: [prompt('b'), { ...prompt('a'), text: '' }] },
    ],
    [
      'a preset',
      start,
      { kind: 'replace', setup: { prompts: [prompt('p')], repeats: 3 } },
      { prompts: [prompt('p')], repeats: 3 },
    ],
  ];
  for (const [title, setup, edit, change] of rows) {
    it(title, () => {
      // A webview's messages are JSON.
      const sent: SetupEdit = JSON.parse(JSON.stringify(edit));
      assert.deepEqual(edited(setup, sent), { ...setup, ...change });
    });
  }
});

describe('SetupDraft', () => {
  const typing = (text: string): SetupEdit => ({ kind: 'prompt', id: 'a', change: { text } });

  it('keeps what is on its way when the host changes the setup', () => {
    const draft = new SetupDraft(start);
    draft.edit(typing('h'));
    draft.edit(typing('he'));
    draft.replace({ ...edited(start, typing('h')), seed: 9 }, 1);
    assert.deepEqual(draft.setup, { ...edited(start, typing('he')), seed: 9 });
  });

  it('keeps both of two edits made before anything is drawn', () => {
    const draft = new SetupDraft(start);
    draft.edit({ kind: 'sampling', change: { temperature: 1 } });
    draft.edit({ kind: 'sampling', change: { topP: 0.5 } });
    assert.deepEqual(draft.setup.sampling, { ...start.sampling, temperature: 1, topP: 0.5 });
  });

  const ids = fc.constantFrom(...'abcde');
  const edits: fc.Arbitrary<SetupEdit> = fc.oneof(
    fc.record({ kind: fc.constant('prompt' as const), id: ids, change: fc.record({ text: fc.string() }) }),
    fc.record({ kind: fc.constant('addPrompt' as const), prompt: ids.map(prompt) }),
    fc.record({ kind: fc.constant('movePrompt' as const), id: ids, by: fc.constantFrom(-1 as const, 1 as const) }),
    fc.record({ kind: fc.constant('removePrompt' as const), id: ids }),
    fc.record({ kind: fc.constant('model' as const), id: ids, chosen: fc.boolean() }),
    fc.record({
      kind: fc.constant('replace' as const),
      setup: fc.constant<Partial<ComparisonSetup>>({ prompts: [...'ae'].map(prompt) }),
    }),
  );
  /** The page edits; the host edits and says so; it takes what the page sent, and answers a little later; the page hears it. */
  const steps = fc.oneof(
    fc.record({ by: fc.constant('page' as const), edit: edits }),
    fc.record({ by: fc.constant('host' as const), edit: edits }),
    fc.constant({ by: 'take' as const }),
    fc.constant({ by: 'answer' as const }),
    fc.constant({ by: 'hear' as const }),
  );

  it('ends with the host’s setup, however edits and answers cross', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 40 }), (steps) => {
        const draft = new SetupDraft(start);
        let setup = start;
        let taken = 0;
        const toHost: SetupEdit[] = [];
        const answers: (() => void)[] = [];
        const toPage: (() => void)[] = [];
        const take = (edit = toHost.shift()) => {
          if (!edit) return false;
          setup = edited(setup, edit);
          const number = ++taken;
          return answers.push(() => draft.taken(number));
        };
        const answer = (next = answers.shift()) => next && toPage.push(next);
        const hear = (message = toPage.shift()) => {
          message?.();
          return message;
        };
        for (const step of steps) {
          if (step.by === 'page') {
            draft.edit(step.edit);
            toHost.push(step.edit);
          } else if (step.by === 'host') {
            setup = edited(setup, step.edit);
            const [said, edits] = [setup, taken];
            toPage.push(() => draft.replace(said, edits));
          } else if (step.by === 'take') take();
          else if (step.by === 'answer') answer();
          else hear();
        }
        while (take() || answer() || hear());
        assert.deepEqual(draft.setup, setup);
      }),
      { numRuns: 1000 },
    );
  });
});
