import { ModelStore } from '../../hub/modelStore';
import { parseRepositoryId } from '../../hub/repositoryId';
import { plainCommand } from '../command';
import { loupeHome } from '../home';
import { addModel, removeModel } from '../models/getModels';
import { listCatalogue, listModels } from '../models/listModels';
import { UsageError } from '../options';

type Action = 'list' | 'catalogue' | 'add' | 'remove';

interface Options {
  action: Action;
  /** `owner/name` or `owner/name:variant` */
  id: string;
  variant?: string;
}

export const models = plainCommand<Options>({
  usage: 'models [list | catalogue | add ID [--variant V] | remove ID]',
  summary: 'which models there are, and getting others from the Hugging Face Hub',
  options: { variant: { type: 'string' } },
  help: [
    'list              models that are here, downloads that wait, and models in the Hugging Face cache (default)',
    'catalogue         models that are worth a look',
    'add ID            downloads owner/name, or goes on where that stopped; ID may be owner/name:V',
    'remove ID         deletes what was downloaded of owner/name:V',
    '--variant V       such as fp32, fp16, int8, q4; needed where there are several',
    'LOUPE_HOME        where downloads are kept; HF_ENDPOINT, HF_TOKEN, HF_HOME as for Hugging Face’s own tools',
  ],
  parse(values, [action = 'list', given, ...more]) {
    if (!isAction(action)) throw new UsageError(`loupe models has no “${action}”.`);
    const takesId = action === 'add' || action === 'remove';
    if (more.length > 0 || (given !== undefined && !takesId)) throw new UsageError('That is too much.');
    if (takesId && given === undefined) throw new UsageError(`Which model should it ${action}?`);
    const [, id, named] = /^(.*?)(?::([a-z0-9]+))?$/.exec(given ?? '') ?? [];
    const variant = values.variant === undefined ? named : String(values.variant);
    if (variant !== undefined && !takesId) throw new UsageError('--variant is for add and remove.');
    return { action, id: takesId ? parseRepositoryId(id) : '', variant };
  },
  run({ action, id, variant }, root) {
    const store = new ModelStore(loupeHome(process.env));
    if (action === 'add') return addModel(store, id, variant);
    if (action === 'remove') return removeModel(store, id, variant);
    return action === 'catalogue' ? listCatalogue() : listModels(store, root);
  },
});

function isAction(text: string): text is Action {
  return ['list', 'catalogue', 'add', 'remove'].includes(text);
}
