import fs from 'node:fs';
import path from 'node:path';
import { GraphField, ModelField } from '../../../src/runtime/model/onnx/onnxFields';
import { delimitedField, integerField } from '../../../src/runtime/model/onnx/wireWriter';
import { type Architecture, context, headSize, rotaryBase, type Weight } from './architecture';
import { FileWriter } from './fileWriter';
import { decoderGraph, rotaryTables } from './onnxGraph';
import { ElementType, externalTensor } from './onnxMessages';
import { packForOnnx, scalesForOnnx, transpose } from './packWeights';
import type { Precision } from './precision';
import { blockSize, quantise } from './quantise';

/** Where mapped files may begin. */
const pageBytes = 4096;

/** Field numbers of `ModelProto` and `OperatorSetIdProto` besides those that the product reads. */
const HeadField = { irVersion: 1, opset: 8 } as const;
const OpsetField = { domain: 1, version: 2 } as const;

/** Writes a graph, and its weights into a second file as large exports have it. */
export class OnnxModelWriter {
  private readonly weights: FileWriter;
  private readonly initializers: Uint8Array[] = [];

  constructor(
    private readonly architecture: Architecture,
    private readonly precision: Precision,
    /** Of the graph. */
    private readonly file: string,
  ) {
    this.weights = new FileWriter(`${file}_data`);
    const { cos, sin } = rotaryTables(architecture, rotaryBase);
    const dims = [context, headSize(architecture) / 2];
    this.tensor('cos_cache', ElementType.float, dims, cos);
    this.tensor('sin_cache', ElementType.float, dims, sin);
  }

  add(weight: Weight, values: Float32Array): void {
    const { huggingFace, shape, kind } = weight;
    if (kind === 'matrix') this.matrix(weight, values);
    else this.tensor(`${huggingFace}.weight`, ElementType.float, shape, values);
  }

  finish(): void {
    this.weights.close();
    const { nodes, inputs, outputs, constants } = decoderGraph(this.architecture, this.precision);
    const fields = (number: number, messages: Uint8Array[]) =>
      messages.map((message) => delimitedField(number, message));
    const graph = [
      delimitedField(GraphField.name, 'decoder'),
      ...fields(GraphField.node, nodes),
      ...fields(GraphField.initializer, [...constants, ...this.initializers]),
      ...fields(GraphField.input, inputs),
      ...fields(GraphField.output, outputs),
    ];
    const opset = (domain: string, version: number) =>
      delimitedField(HeadField.opset, [
        delimitedField(OpsetField.domain, domain),
        integerField(OpsetField.version, version),
      ]);
    const model = [
      integerField(HeadField.irVersion, 10),
      opset('', 21),
      opset('com.microsoft', 1),
      delimitedField(ModelField.graph, graph),
    ];
    fs.writeFileSync(this.file, Buffer.concat(model));
  }

  private matrix({ huggingFace, shape: [rows, columns] }: Weight, values: Float32Array): void {
    const name = `${huggingFace}.weight`;
    const { bits } = this.precision;
    if (bits) {
      const quantised = quantise(values, bits);
      const blocks = columns / blockSize;
      this.tensor(name, ElementType.uint8, [rows, blocks, (blockSize * bits) / 8], packForOnnx(quantised));
      this.tensor(`${huggingFace}.scales`, ElementType.float, [rows * blocks], scalesForOnnx(quantised));
    } else this.tensor(name, ElementType.float, [columns, rows], transpose(values, rows));
  }

  private tensor(name: string, type: number, dims: readonly number[], data: ArrayBufferView): void {
    const place = this.weights.append(data, pageBytes);
    this.initializers.push(
      externalTensor({ name, type, dims }, { location: path.basename(this.weights.path), ...place }),
    );
  }
}
