import { packBytes, packedAt } from '../../protocol/bytes';
import type { PackedBytes, TokenText } from '../../protocol/tokens';
import { decodeUtf8, pickBytes } from './utf8';

const noBytes = new Uint8Array(0);

/** Every token's bytes, by id. Ids without a token have none. */
export class Vocabulary {
  readonly bytes: PackedBytes;
  private readonly special: ReadonlySet<number>;

  /**
   * @param tokens by id; may have holes
   * @param special ids of markup, such as `<|im_start|>`
   */
  constructor(tokens: Uint8Array[], special: ReadonlySet<number>) {
    this.bytes = packBytes(Array.from(tokens, (token) => token ?? noBytes));
    this.special = special;
  }

  /** One more than the largest id. */
  get size(): number {
    return this.bytes.offsets.length - 1;
  }

  isSpecial(id: number): boolean {
    return this.special.has(id);
  }

  token(id: number): TokenText {
    const bytes = id < this.size ? packedAt(this.bytes, id).slice() : noBytes;
    return { id, bytes, special: this.isSpecial(id) };
  }

  decode(ids: ArrayLike<number>): string {
    return decodeUtf8(pickBytes(this.bytes, ids).bytes);
  }
}
