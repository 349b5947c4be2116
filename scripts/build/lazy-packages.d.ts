import type { Plugin } from 'esbuild';

/** `dist`: the folder of the bundle, where the packages get their files. */
export function lazyPackages(dist: string): { readonly plugin: Plugin };
