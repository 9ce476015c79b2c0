import { build } from 'esbuild';
import { inRepository } from '../test/support/paths';

/** What a page is to run, bundled as the webviews' scripts are: `contents`, in a folder of the repository. */
export async function pageScript(folder: string, contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: inRepository(folder) },
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
  });
  return outputFiles[0].text;
}
