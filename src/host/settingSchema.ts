/** What package.json says about a setting, as far as ours need it. */
export interface SettingSchema {
  type: 'string' | 'integer' | 'boolean' | 'array' | 'object';
  default: unknown;
  enum?: readonly unknown[];
  /** Type of an array's items. */
  items?: { type: string };
  /** Type of an object's values. */
  additionalProperties?: { type: string };
  minimum?: number;
  maximum?: number;
}

/**
 * The value if the schema allows it; else the nearest number or the items that it allows, or the default. VS Code warns about
 * a bad value in settings.json, and hands it out all the same.
 */
export function allowedValue(value: unknown, schema: SettingSchema): unknown {
  const { type, minimum = -Infinity, maximum = Infinity } = schema;
  if (type === 'integer') {
    if (typeof value !== 'number' || Number.isNaN(value)) return schema.default;
    return Math.min(maximum, Math.max(minimum, Math.round(value)));
  }
  if (type === 'array') {
    return Array.isArray(value) ? value.filter((item) => typeof item === schema.items?.type) : schema.default;
  }
  if (type === 'object') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return schema.default;
    const entries = Object.entries(value).filter(([, entry]) => typeof entry === schema.additionalProperties?.type);
    return Object.fromEntries(entries);
  }
  const fits = typeof value === type && (schema.enum === undefined || schema.enum.includes(value));
  return fits ? value : schema.default;
}
