/**
 * Builds a Go program as a WebAssembly reactor, with the Go that its go.mod pins: NAME.wasm.br and THIRD_PARTY_LICENSES beside `go/`. With `--check` it
 * builds them and compares them with the committed files instead: exit code 1 where they differ. The module is compared decompressed, since another Node
 * may compress differently.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/**
 * `here` is the folder that has `go/`; `prepare` may change the sources, which lie in a folder of their own with their dependencies vendored beside them;
 * `memory` is what the module may take, in bytes.
 */
export const buildReactor = ({ here, name, memory, prepare = () => undefined }) => {
  const compressed = join(here, `${name}.wasm.br`);
  const licenses = join(here, 'THIRD_PARTY_LICENSES');
  const go = goOf(here);
  const top = mkdtempSync(join(tmpdir(), `${name}-wasm-`));
  // At the same depth as here, so that go.mod finds what stands beside it.
  const folder = join(top, 'packages', name, 'go');
  try {
    cpSync(join(here, 'go'), folder, { recursive: true });
    cpSync(new URL('../go', import.meta.url), join(top, 'packages', 'go-reactor', 'go'), { recursive: true });
    go(folder, 'mod', 'vendor');
    prepare(folder);
    const output = join(folder, `${name}.wasm`);
    go(folder, 'build', '-mod=vendor', '-buildmode=c-shared', '-trimpath', '-ldflags=-s -w', '-o', output, '.');
    const module = withMemoryLimit(readFileSync(output), memory);
    const notices = gatherLicenses(folder, go);
    if (process.argv.includes('--check')) {
      const same =
        module.equals(brotliDecompressSync(readFileSync(compressed))) && notices === readFileSync(licenses, 'utf8');
      const files = [`${name}.wasm.br`, 'THIRD_PARTY_LICENSES'];
      console.log(same ? `${files.join(' and ')} are what go/ gives` : `${files.join(' or ')} is stale`);
      process.exitCode = same ? 0 : 1;
    } else {
      const packed = compress(module);
      writeFileSync(compressed, packed);
      writeFileSync(licenses, notices);
      console.log(`${name}.wasm.br: ${module.length} bytes, ${packed.length} compressed`);
    }
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
};

/** Nothing of the caller's Go settings takes part, and no other Go than the pinned one. */
const goOf = (here) => {
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
  return (folder, ...argv) =>
    execFileSync('go', argv, { cwd: folder, env: environment, encoding: 'utf8', maxBuffer: 64 << 20 });
};

const compress = (module) =>
  brotliCompressSync(module, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: module.length,
    },
  });

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

/** The licence texts of every module that is compiled in, and Go's own. A module that a folder of ours stands in for has none. */
const gatherLicenses = (folder, go) => {
  const version = '{{if .Replace}}{{.Replace.Version}}{{else}}{{.Version}}{{end}}';
  const template = `{{with .Module}}{{if and (not .Main) (or (not .Replace) .Replace.Version)}}{{.Path}} ${version}{{end}}{{end}}`;
  const listed = go(folder, 'list', '-mod=vendor', '-deps', '-f', template, '.').split('\n').filter(Boolean);
  const modules = [...new Set(listed)].sort();
  const root = go(folder, 'env', 'GOROOT').trim();
  const compiler = go(folder, 'env', 'GOVERSION').trim();
  const entries = [
    [`Go ${compiler.replace(/^go/, '')} (its runtime and standard library)`, root],
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
