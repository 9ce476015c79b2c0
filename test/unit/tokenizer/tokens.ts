import { TokenFlag, type Tokenization } from '../../../src/protocol/tokens';

/** A tokenization, one line a token: id, bytes as text or hexadecimal, UTF-16 range, and what it is beyond text. */
export function lines({ tokens: { ids, bytes, starts, ends, flags } }: Tokenization): string[] {
  return Array.from(ids, (id, i) => {
    const own = Buffer.from(bytes.bytes.subarray(bytes.offsets[i], bytes.offsets[i + 1]));
    const text = own.toString();
    const shown = Buffer.from(text).equals(own) ? JSON.stringify(text) : own.toString('hex');
    const flag = flags[i] & TokenFlag.added ? ' added' : flags[i] & TokenFlag.special ? ' special' : '';
    return `${id} ${shown} ${starts[i]}-${ends[i]}${flag}`;
  });
}
