import assert from 'node:assert/strict';
import manifest from '../../../package.json';
import { allowedValue, type SettingSchema } from '../../../src/host/settingSchema';

describe('a setting’s value', () => {
  const whole: SettingSchema = { type: 'integer', default: 10, minimum: 1, maximum: 50 };
  const choice: SettingSchema = { type: 'string', default: 'text', enum: ['text', 'parse'] };
  const list: SettingSchema = { type: 'array', default: [], items: { type: 'string' } };
  const rows: [value: unknown, schema: SettingSchema, expected: unknown][] = [
    [20, whole, 20],
    [0, whole, 1],
    [1e9, whole, 50],
    [2.6, whole, 3],
    ['20', whole, 10],
    [null, whole, 10],
    ['parse', choice, 'parse'],
    ['html', choice, 'text'],
    [7, choice, 'text'],
    [true, { type: 'boolean', default: false }, true],
    ['true', { type: 'boolean', default: false }, false],
    [['/a', 3, null, '/b'], list, ['/a', '/b']],
    ['/a', list, []],
    [undefined, list, []],
  ];
  for (const [value, schema, expected] of rows)
    it(`${JSON.stringify(value)} as ${schema.type}`, () => assert.deepEqual(allowedValue(value, schema), expected));

  it('keeps every default of the manifest', () => {
    const properties = Object.entries(manifest.contributes.configuration.properties);
    assert.ok(properties.length > 5);
    for (const [name, schema] of properties)
      assert.deepEqual(allowedValue(schema.default, schema as SettingSchema), schema.default, name);
  });
});
