import { inRepository } from './paths';

/** Where `npm run package` puts the package for the present platform. */
export function vsixFile(): string {
  return inRepository(`model-loupe-${process.platform}-${process.arch}.vsix`);
}
