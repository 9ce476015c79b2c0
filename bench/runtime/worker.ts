/** The process of one contender: opens its model, then answers one request after the other. */
import type { Contender, ContenderName, Opening, Reply, Request } from './contender';
import * as loupe from './contenders/loupe';
import * as nodeLlamaCpp from './contenders/nodeLlamaCpp';
import * as transformersJs from './contenders/transformersJs';

const contenders: Record<ContenderName, (opening: Opening) => Promise<Contender>> = {
  loupe: loupe.open,
  transformersJs: transformersJs.open,
  nodeLlamaCpp: nodeLlamaCpp.open,
};

let opened: Promise<Contender>;

async function answer(message: Opening | Request): Promise<unknown> {
  if ('contender' in message) {
    opened = contenders[message.contender](message);
    await opened;
    return undefined;
  }
  const contender = await opened;
  return message.kind === 'logits'
    ? contender.logits(message.ids)
    : contender.run(message.ids, message.newTokens, message.capture);
}

process.on('message', (message: Opening | Request | 'peakMemory') => {
  const reply = (content: Reply) => process.send?.(content);
  // Kilobytes, as Linux counts them.
  if (message === 'peakMemory') reply({ result: process.resourceUsage().maxRSS * 1024 });
  else
    answer(message).then(
      (result) => reply({ result }),
      (error: unknown) => reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
});
// Native threads would keep the process.
process.on('disconnect', () => process.exit());
