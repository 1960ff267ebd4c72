#!/usr/bin/env node
/**
 * Builds kubeconform.wasm.br and THIRD_PARTY_LICENSES from go/, with the Go that go/go.mod pins.
 * `--check` builds them and compares them with the committed files instead: exit code 1 where they differ. The module
 * is compared decompressed, since another Node may compress differently.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const compressed = join(here, 'kubeconform.wasm.br');
const licenses = join(here, 'THIRD_PARTY_LICENSES');

/** Nothing of the caller's Go settings takes part, and no other Go than the pinned one. */
const environment = {
  ...process.env,
  GOTOOLCHAIN: /^toolchain (.+)$/m.exec(readFileSync(join(here, 'go', 'go.mod'), 'utf8'))[1],
  GOOS: 'wasip1',
  GOARCH: 'wasm',
  GOWASM: '',
  GOEXPERIMENT: '',
  GOWORK: 'off',
  GOFLAGS: `-buildvcs=false -p=${process.env.GO_PARALLEL ?? 2}`,
};

const go = (folder, ...argv) =>
  execFileSync('go', argv, { cwd: folder, env: environment, encoding: 'utf8', maxBuffer: 64 << 20 });

/** The sources with their dependencies beside them, kubeconform's HTTP loader replaced by one that refuses. */
const vendored = () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeconform-wasm-'));
  cpSync(join(here, 'go'), folder, { recursive: true });
  go(folder, 'mod', 'vendor');
  cpSync(
    join(here, 'go', 'offline', 'http.go.txt'),
    join(folder, 'vendor/github.com/yannh/kubeconform/pkg/loader/http.go'),
  );
  rmSync(join(folder, 'offline'), { recursive: true });
  return folder;
};

const build = (folder) => {
  const output = join(folder, 'kubeconform.wasm');
  go(folder, 'build', '-mod=vendor', '-buildmode=c-shared', '-trimpath', '-ldflags=-s -w', '-o', output, '.');
  return withMemoryLimit(readFileSync(output), 1 << 30);
};

/** Go's linker sets no maximum for the memory, which could then grow to 4 GiB: writes one into the memory section. */
const withMemoryLimit = (module, bytes) => {
  const memorySection = 5;
  let offset = 8;
  while (module[offset] !== memorySection) {
    const size = readNumber(module, offset + 1);
    offset = size.end + size.value;
    if (offset >= module.length) throw new Error('the module has no memory');
  }
  const size = readNumber(module, offset + 1);
  const [count, flags] = module.subarray(size.end);
  if (count !== 1 || flags !== 0) throw new Error('the module has several memories, or a limit already');
  const minimum = readNumber(module, size.end + 2);
  const limits = [count, 1, ...writeNumber(minimum.value), ...writeNumber(bytes / 65536)];
  const section = Buffer.from([memorySection, ...writeNumber(limits.length), ...limits]);
  return Buffer.concat([module.subarray(0, offset), section, module.subarray(size.end + size.value)]);
};

/** Numbers are LEB128: seven bits a byte, the lowest first. */
const readNumber = (bytes, start) => {
  let value = 0;
  let end = start;
  for (let shift = 0; ; shift += 7) {
    value += (bytes[end] & 0x7f) * 2 ** shift;
    if (bytes[end++] < 0x80) return { value, end };
  }
};

const writeNumber = (value) => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...writeNumber(value >>> 7)]);

/** The licence texts of every module that is compiled in, and Go's own. */
const gatherLicenses = (folder) => {
  const template = '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}';
  const listed = go(folder, 'list', '-mod=vendor', '-deps', '-f', template, '.').split('\n').filter(Boolean);
  const modules = [...new Set(listed)].sort();
  const go_ = go(folder, 'env', 'GOROOT').trim();
  const version = go(folder, 'env', 'GOVERSION').trim();
  const entries = [
    [`Go ${version.replace(/^go/, '')} (its runtime and standard library)`, go_],
    ...modules.map((module) => [module, join(folder, 'vendor', module.split(' ')[0])]),
  ];
  return entries
    .map(([name, path]) => `${'='.repeat(80)}\n${name}\n${'='.repeat(80)}\n\n${texts(name, path)}`)
    .join('\n\n');
};

const texts = (name, folder) => {
  const files = readdirSync(folder)
    .filter((file) => /^(LICEN[CS]E|NOTICE|COPYING|PATENTS)/i.test(file))
    .sort();
  if (files.length === 0) throw new Error(`no licence found for ${name}`);
  return files.map((file) => `${readFileSync(join(folder, file), 'utf8').trim()}\n`).join('\n');
};

const folder = vendored();
try {
  const module = build(folder);
  const notices = gatherLicenses(folder);
  if (process.argv.includes('--check')) {
    const same =
      module.equals(brotliDecompressSync(readFileSync(compressed))) && notices === readFileSync(licenses, 'utf8');
    console.log(
      same
        ? 'kubeconform.wasm.br and THIRD_PARTY_LICENSES are what go/ gives'
        : 'kubeconform.wasm.br or THIRD_PARTY_LICENSES is stale',
    );
    process.exitCode = same ? 0 : 1;
  } else {
    const parameters = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: module.length,
    };
    const packed = brotliCompressSync(module, { params: parameters });
    writeFileSync(compressed, packed);
    writeFileSync(licenses, notices);
    console.log(`kubeconform.wasm.br: ${module.length} bytes, ${packed.length} compressed`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
