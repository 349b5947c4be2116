import type { Plugin } from 'esbuild';

/** Which modules are replaced by generated code. */
export const VALIDATOR_MODULES: RegExp;
/** The text of a module that stands in for the `…-validators.ts` at `path`. */
export function precompileSchemas(root: string, path: string): string;
export function precompiledSchemas(root: string): Plugin;
