#!/usr/bin/env node
/** Builds helm.wasm.br and THIRD_PARTY_LICENSES from go/, or with `--check` compares them with what is committed. */
import { buildReactor } from 'go-reactor/build';

buildReactor({
  here: import.meta.dirname ?? new URL('.', import.meta.url).pathname,
  name: 'helm',
  memory: 1 << 30,
});
