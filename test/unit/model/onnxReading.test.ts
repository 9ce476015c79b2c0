import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { attentionReasons } from '../../../src/protocol/models';
import { ExternalFiles } from '../../../src/runtime/model/onnx/externalData';
import { instrument } from '../../../src/runtime/model/onnx/instrument';
import { type OnnxNode, parseModel, UnsupportedGraphError } from '../../../src/runtime/model/onnx/onnxModel';
import { readSkeleton } from '../../../src/runtime/model/onnx/skeleton';
import {
  memorySource,
  readNumbers,
  readText,
  WireFormatError,
  wireFields,
} from '../../../src/runtime/model/onnx/wireReader';
import { delimitedField, integerField } from '../../../src/runtime/model/onnx/wireWriter';
import { tinyFolder } from './tinyModels';

const file = path.join(tinyFolder('tiny-gqa'), 'onnx', 'model.onnx');
const bytes = readFileSync(file);
const files = new ExternalFiles(file);

const request = { tokens: 'input_ids', logits: 'logits', elementType: 1, attention: true, residuals: true };

/** Where messages lie differs between a model and its skeleton. */
function withoutPlaces<T>(value: T): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part) => {
      if (key === 'span') return undefined;
      return part instanceof Map ? [...part.keys()] : part;
    }),
  );
}

describe('model: the wire format', () => {
  it('reads back what it writes', () => {
    const number = fc.integer({ min: 1, max: 2 ** 28 });
    fc.assert(
      fc.property(number, fc.maxSafeNat(), number, fc.string(), (a, value, b, text) => {
        const source = memorySource(Buffer.concat([integerField(a, value), delimitedField(b, text)]));
        const [first, second] = [...wireFields(source)];
        assert.deepEqual([first.number, first.value, first.delimited], [a, value, false]);
        assert.deepEqual([second.number, readText(source, second), second.delimited], [b, text, true]);
      }),
    );
  });

  it('reads repeated numbers, packed or not', () => {
    const packed = delimitedField(8, Buffer.from([1, 0xac, 0x02, 3]));
    const [field] = wireFields(memorySource(packed));
    assert.deepEqual(readNumbers(memorySource(packed), field), [1, 300, 3]);
    const plain = memorySource(integerField(8, 300));
    assert.deepEqual(readNumbers(plain, [...wireFields(plain)][0]), [300]);
  });

  const broken: [string, number[]][] = [
    ['a length beyond the end', [0x0a, 0x05, 1, 2]],
    ['a number that does not end', [0x08, 0xff, 0xff]],
    ['a number of more than ten bytes', [0x08, ...new Array(11).fill(0x80), 0]],
    ['a group, which ONNX never has', [0x0b]],
    ['field number 0', [0x02, 0x00]],
    ['half of a fixed number', [0x0d, 1, 2]],
  ];
  for (const [what, content] of broken) {
    it(`refuses ${what}`, () => {
      assert.throws(() => [...wireFields(memorySource(Uint8Array.from(content)))], WireFormatError);
    });
  }
});

describe('model: reading a graph', () => {
  const skeleton = readSkeleton(memorySource(bytes), files);

  it('leaves the weights where they are and keeps the rest', () => {
    assert.ok(skeleton.length < 0.1 * bytes.length);
    const graph = parseModel(skeleton);
    assert.deepEqual(withoutPlaces(graph), withoutPlaces(parseModel(bytes)));
    assert.equal(graph.nodes.length, 15);
    assert.deepEqual(
      graph.inputs.map(({ name, dims }) => [name, dims]),
      [
        ['input_ids', ['batch_size', 'sequence_length']],
        ['attention_mask', ['batch_size', 'total_sequence_length']],
        ['position_ids', ['batch_size', 'sequence_length']],
        ['past_key_values.0.key', ['batch_size', 1, 'past_sequence_length', 16]],
        ['past_key_values.0.value', ['batch_size', 1, 'past_sequence_length', 16]],
      ],
    );
  });

  it('adds outputs and asks a fused operator for its weights, and keeps the rest', () => {
    const graph = parseModel(skeleton);
    const { model, attention, residuals } = instrument(skeleton, graph, request);
    const more = parseModel(model);
    assert.ok(attention.found && residuals.found);
    assert.deepEqual(
      more.outputs.slice(graph.outputs.length).map(({ name }) => name),
      [...attention.tensors, ...residuals.tensors],
    );
    const isFused = ({ opType }: OnnxNode) => opType === 'GroupQueryAttention';
    const [fused] = more.nodes.filter(isFused);
    assert.equal(fused.outputs[3], attention.tensors[0]);
    assert.equal(fused.integers.get('qk_output'), 2);
    const others = (all: OnnxNode[]) => withoutPlaces(all.filter((node) => !isFused(node)));
    assert.deepEqual(others(more.nodes), others(graph.nodes));
  });

  it('says of a fused operator that has no output for them that it keeps the weights inside', () => {
    const graph = parseModel(skeleton);
    for (const node of graph.nodes) if (node.opType === 'GroupQueryAttention') node.opType = 'PagedAttention';
    const { attention } = instrument(skeleton, graph, request);
    assert.deepEqual(attention, { found: false, reason: attentionReasons.fused });
  });

  it('survives any damage: it reads the graph, or says what is wrong', () => {
    const damage = fc.array(fc.tuple(fc.nat({ max: skeleton.length - 1 }), fc.nat({ max: 255 })), { maxLength: 8 });
    let refused = 0;
    fc.assert(
      fc.property(damage, fc.nat({ max: skeleton.length }), fc.boolean(), (changes, length, isCut) => {
        const damaged = Uint8Array.from(isCut ? skeleton.subarray(0, length) : skeleton);
        for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
        try {
          const read = readSkeleton(memorySource(damaged), files);
          instrument(read, parseModel(read), request);
        } catch (error) {
          assert.ok(error instanceof WireFormatError || error instanceof UnsupportedGraphError, String(error));
          refused++;
        }
      }),
      { numRuns: 2000 },
    );
    assert.ok(refused > 100);
  });

  it('refuses millions of empty parts before they fill the memory', () => {
    const graph = (content: Uint8Array) => delimitedField(7, content);
    const empty = (field: number, count: number) => Buffer.alloc(2 * count, Buffer.from([8 * field + 2, 0]));
    // graph.initializer 5, graph.node 1, node.input 1, tensor.dims 1
    const initializers = memorySource(graph(empty(5, 200_001)));
    assert.throws(() => readSkeleton(initializers, files), /too large/);
    assert.throws(() => parseModel(graph(delimitedField(1, empty(1, 2_000_001)))), /too many parts/);
    const dims = memorySource(graph(delimitedField(5, delimitedField(1, Buffer.alloc(100_000, 1)))));
    assert.throws(() => readSkeleton(dims, files), /too many numbers/);
  }).timeout(60_000);

  it('refuses constants inside nodes that lie in another file, and endless nesting', () => {
    // Field numbers of onnx.proto: model.graph 7, graph.node 1, node.attribute 5, attribute.t 5, attribute.g 6, tensor.data_location 14.
    const node = (attribute: Uint8Array) => delimitedField(1, [delimitedField(5, [attribute])]);
    const inAnotherFile = node(delimitedField(5, [integerField(14, 1)]));
    assert.throws(() => parseModel(delimitedField(7, [inAnotherFile])), UnsupportedGraphError);
    let nested: Uint8Array = new Uint8Array(0);
    for (let depth = 0; depth < 20; depth++) nested = node(delimitedField(6, [nested]));
    assert.throws(() => parseModel(delimitedField(7, [nested])), /nested too deeply/);
  });
});
