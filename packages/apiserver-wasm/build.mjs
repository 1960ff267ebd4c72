#!/usr/bin/env node
/** Builds apiserver.wasm.br and THIRD_PARTY_LICENSES from go/, or with `--check` compares them with what is committed. */
import { buildReactor } from 'go-reactor/build';

buildReactor({
  here: import.meta.dirname ?? new URL('.', import.meta.url).pathname,
  name: 'apiserver',
  memory: 1 << 30,
});
