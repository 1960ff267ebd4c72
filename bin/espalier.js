#!/usr/bin/env node
// In the repository from source: tsx takes the types away. The package has no source, but what build.ts made of it.
import { existsSync } from 'node:fs';

const source = new URL('../generator/cli.ts', import.meta.url);
if (existsSync(source)) {
  const { register } = await import('tsx/esm/api');
  register();
  await import(source.href);
} else {
  await import('../dist/cli.js');
}
