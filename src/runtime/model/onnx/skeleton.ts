import type { ExternalFiles } from './externalData';
import {
  ElementType,
  EntryField,
  elementBytes,
  externalLocation,
  GraphField,
  ModelField,
  TensorField,
} from './onnxFields';
import { UnsupportedGraphError } from './onnxModel';
import { type ByteSource, readNumbers, readText, type WireField, WireFormatError, wireFields } from './wireReader';
import { delimitedField, integerField } from './wireWriter';

/** Smaller initializers stay inside: shapes and axes, which graph optimisation must see. */
const smallestReferencedBytes = 1024;
const largestSkeletonBytes = 256 * 2 ** 20;

/** Each part is an object here: millions of empty ones would take gigabytes. */
const mostParts = 200_000;

/** Integer types of shapes, axes and masks, which stay inside for the same reason. */
const integerTypes = new Set<number>([ElementType.int32, ElementType.int64, ElementType.bool]);

/**
 * A copy of the model without its weights: each large initializer points into the original file (`external_data` with
 * location, offset, length). Native sessions then map the weights instead of copying them twice, and nothing here ever
 * holds them. All other fields, unknown ones too, are kept as they are.
 */
export function readSkeleton(source: ByteSource, files: ExternalFiles): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  const keep = (part: Uint8Array) => {
    size += part.length;
    if (size > largestSkeletonBytes || parts.length === mostParts) throw tooLarge();
    parts.push(part);
  };
  let hasGraph = false;
  for (const field of wireFields(source)) {
    if (field.number === ModelField.trainingInfo) continue;
    if (field.number === ModelField.graph && field.delimited) {
      hasGraph = true;
      keep(delimitedField(ModelField.graph, graphParts(source, field, files)));
    } else {
      keep(checkedBytes(source, field.tagStart, field.end));
    }
  }
  if (!hasGraph) throw new WireFormatError('it holds no graph');
  return Buffer.concat(parts);
}

function graphParts(source: ByteSource, graph: WireField, files: ExternalFiles): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const field of wireFields(source, graph.start, graph.end)) {
    if (field.number === GraphField.sparseInitializer) throw new UnsupportedGraphError('it has sparse weights');
    const part =
      field.number === GraphField.initializer && field.delimited
        ? delimitedField(GraphField.initializer, tensorParts(source, field, files))
        : checkedBytes(source, field.tagStart, field.end);
    size += part.length;
    if (size > largestSkeletonBytes || parts.length === mostParts) throw tooLarge();
    parts.push(part);
  }
  return parts;
}

function tooLarge(): UnsupportedGraphError {
  return new UnsupportedGraphError('its graph is too large');
}

/** The tensor's fields, with a reference instead of large raw data, and with references elsewhere checked and resolved. */
function tensorParts(source: ByteSource, tensor: WireField, files: ExternalFiles): Uint8Array[] {
  const kept: Uint8Array[] = [];
  const dims: number[] = [];
  const entries = new Map<string, string>();
  let type = 0;
  let external = false;
  let raw: WireField | undefined;
  for (const field of wireFields(source, tensor.start, tensor.end)) {
    if (field.number === TensorField.rawData && field.delimited) raw = field;
    else if (field.number === TensorField.externalData) readEntry(source, field, entries);
    else if (field.number === TensorField.dataLocation) external = field.value === externalLocation;
    else {
      if (field.number === TensorField.dims) dims.push(...readNumbers(source, field));
      else if (field.number === TensorField.type) type = field.value;
      kept.push(checkedBytes(source, field.tagStart, field.end));
    }
  }
  if (external) return [...kept, ...resolvedReference(entries, dims, type, files)];
  if (!raw) return kept;
  const length = raw.end - raw.start;
  if (length < smallestReferencedBytes || integerTypes.has(type)) {
    return [...kept, checkedBytes(source, raw.tagStart, raw.end)];
  }
  return [...kept, ...reference(files.ownLocation, raw.start, length)];
}

function resolvedReference(entries: Map<string, string>, dims: number[], type: number, files: ExternalFiles) {
  const { location, size } = files.resolve(entries.get('location') ?? '');
  const offset = Number(entries.get('offset') ?? 0);
  const length = Number(entries.get('length') ?? Math.ceil(dims.reduce((a, b) => a * b, 1) * elementBytes[type]));
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0) {
    throw new WireFormatError('a reference to weights has no valid offset and length');
  }
  if (offset + length > size) throw new WireFormatError(`its weights file ${entries.get('location')} is cut off`);
  return reference(location, offset, length);
}

function reference(location: string, offset: number, length: number): Uint8Array[] {
  const entry = (key: string, value: string) =>
    delimitedField(TensorField.externalData, [
      delimitedField(EntryField.key, key),
      delimitedField(EntryField.value, value),
    ]);
  return [
    entry('location', location),
    entry('offset', String(offset)),
    entry('length', String(length)),
    integerField(TensorField.dataLocation, externalLocation),
  ];
}

function readEntry(source: ByteSource, field: WireField, entries: Map<string, string>): void {
  let key = '';
  let value = '';
  for (const part of wireFields(source, field.start, field.end)) {
    if (part.number === EntryField.key) key = readText(source, part);
    else if (part.number === EntryField.value) value = readText(source, part);
  }
  entries.set(key, value);
}

function checkedBytes(source: ByteSource, start: number, end: number): Uint8Array {
  if (end - start > largestSkeletonBytes) throw tooLarge();
  return source.bytes(start, end);
}
