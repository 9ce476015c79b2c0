/** The environment without what an enclosing `npm run` put there about the enclosing package. */
export function withoutNpm(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|command|execpath)/.test(name) && name !== 'INIT_CWD',
  );
  return Object.fromEntries(kept);
}
