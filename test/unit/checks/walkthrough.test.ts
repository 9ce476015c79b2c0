import assert from 'node:assert/strict';
import fs from 'node:fs';
import { presets } from '../../../src/host/compare/presets';
import { familyIds } from '../../../src/protocol/installedModels';
import { inRepository } from '../../support/paths';

interface Step {
  id: string;
  title: string;
  description: string;
  media: { markdown?: string; svg?: string; altText?: string };
  completionEvents: string[];
}

const readJson = (file: string) => JSON.parse(fs.readFileSync(inRepository(file), 'utf8'));
const { contributes } = readJson('package.json');
const steps: Step[] = contributes.walkthroughs[0].steps;
const texts: Record<string, Record<string, string>> = {
  en: readJson('package.nls.json'),
  'zh-cn': readJson('package.nls.zh-cn.json'),
};
const views: string[] = contributes.views.loupe.map(({ id }: { id: string }) => id);
const commands: string[] = [
  ...contributes.commands.map(({ command }: { command: string }) => command),
  // VS Code itself makes one for each view.
  ...views.map((view) => `${view}.focus`),
];
const presetIds = presets((text) => text, 'en', familyIds).map(({ id }) => id);

/** The commands that a description links to, with their arguments. */
const links = (description: string) =>
  [...description.matchAll(/\]\(command:([\w.]+)(?:\?([^)]*))?\)/g)].map(([, command, argument]) => ({
    command,
    arguments: argument ? JSON.parse(argument) : [],
  }));

describe('the walkthrough', () => {
  for (const { id, title, description, media, completionEvents } of steps) {
    describe(`step ${id}`, () => {
      const inLanguage = (language: string, key = '') => texts[language][key.slice(1, -1)];

      for (const language of Object.keys(texts))
        it(`has its texts and its picture in ${language}`, () => {
          const file = inLanguage(language, media.markdown ?? media.svg);
          assert.ok(file.startsWith(`media/walkthrough/${language}/`), file);
          assert.ok(fs.existsSync(inRepository(file)), `${file} is missing; figures are drawn by \`npm run figures\``);
          assert.ok(inLanguage(language, title) && inLanguage(language, description));
          if (media.svg) assert.ok(inLanguage(language, media.altText));
        });

      it('links to the same commands in every language', () => {
        const [first, ...others] = Object.keys(texts).map((language) => links(inLanguage(language, description)));
        for (const other of others) assert.deepEqual(other, first);
      });

      it('links to a command that there is, of a preset that there is', () => {
        const found = links(inLanguage('en', description));
        assert.equal(found.length, 1);
        for (const { command, arguments: given } of found) {
          assert.ok(commands.includes(command), command);
          if (command === 'loupe.comparePreset') assert.ok(presetIds.includes(given[0]), given[0]);
        }
      });

      it('is done by what its link does', () => {
        const [{ command, arguments: given }] = links(inLanguage('en', description));
        const view = views.find((name) => command === `${name}.focus`);
        const expected = view
          ? `onView:${view}`
          : command === 'loupe.comparePreset'
            ? `onContext:loupe.lastPreset == ${given[0]}`
            : `onCommand:${command}`;
        assert.ok(completionEvents.includes(expected), `${completionEvents} without ${expected}`);
      });
    });
  }

  it('uses every text and figure that there is for it', () => {
    for (const [language, all] of Object.entries(texts)) {
      const used = Object.values(all).filter((text) => text.startsWith(`media/walkthrough/${language}/`));
      const there = fs.readdirSync(inRepository('media/walkthrough', language));
      assert.deepEqual(
        there.map((name) => `media/walkthrough/${language}/${name}`).filter((file) => !used.includes(file)),
        [],
      );
    }
  });
});
