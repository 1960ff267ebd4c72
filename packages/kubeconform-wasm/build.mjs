#!/usr/bin/env node
/** Builds kubeconform.wasm.br and THIRD_PARTY_LICENSES from go/, or with `--check` compares them with what is committed. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildReactor } from 'go-reactor/build';

buildReactor({
  here: import.meta.dirname ?? new URL('.', import.meta.url).pathname,
  name: 'kubeconform',
  memory: 1 << 30,
  // kubeconform's HTTP loader is replaced by one that refuses.
  prepare: (folder) => {
    cpSync(
      join(folder, 'offline', 'http.go.txt'),
      join(folder, 'vendor/github.com/yannh/kubeconform/pkg/loader/http.go'),
    );
    rmSync(join(folder, 'offline'), { recursive: true });
  },
});
