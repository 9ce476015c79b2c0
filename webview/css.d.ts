/** esbuild writes imported style sheets to a file beside the bundle. */
declare module '*.css';
