/** Imports a package that is installed beside this file on first use; the compiler is not to look for it. */
export async function importInstalled<T>(name: string): Promise<T> {
  return import(name);
}
