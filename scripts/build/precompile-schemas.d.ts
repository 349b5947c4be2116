import type { Plugin } from 'esbuild';

/** The text of a module that stands in for src/core/schema/compile-schemas.ts. */
export function precompileSchemas(root: string): string;
export function precompiledSchemas(root: string): Plugin;
