import Ajv from 'ajv';
import schema from '../../docs/run-file.schema.json';

const matches = new Ajv({ allowUnionTypes: true }).compile(schema);

/** Where a file's JSON does not match the schema of runs; null where it does. */
export function schemaFault(json: unknown): string | null {
  if (matches(json)) return null;
  const [{ instancePath, message }] = matches.errors ?? [{ instancePath: '', message: 'does not match the schema' }];
  return `${instancePath.slice(1).replaceAll('/', '.') || 'the file'} ${message}`;
}
