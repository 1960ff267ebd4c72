#!/usr/bin/env node
// Runs from source: tsx takes the types away.
import { register } from 'tsx/esm/api';

register();
await import('../generator/cli.ts');
