// Builds the console: generates types from openapi.json, checks the sources with the compiler, bundles them into files with hashed names, and
// compresses these for the app. Writes dist/. Prints nothing on success.
//   node build.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const inFolder = (...path) => join(here, ...path);

generateTypes();
checkTypes();
rmSync(inFolder('dist'), { recursive: true, force: true });
const files = await bundle();
for (const file of files) write(`assets/${file.path.split(/[\\/]/).pop()}`, file.contents);
write('index.html', Buffer.from(page(files)));

function generateTypes() {
  run('openapi-typescript/bin/cli.js', inFolder('..', 'openapi.json'), '-o', 'generated/api.d.ts');
}

function checkTypes() {
  run('typescript/bin/tsc', '-p', '.');
}

async function bundle() {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: { app: 'src/main.tsx', style: 'src/style.css' },
    outdir: 'dist/assets',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    write: false,
  });
  return outputFiles;
}

/** Returns the page with the names of the files that it loads. */
function page(files) {
  const named = extension => files.map(file => file.path.split(/[\\/]/).pop()).find(name => new RegExp(`^(app|style)-.*\\.${extension}$`).test(name));
  return readFileSync(inFolder('index.html'), 'utf8').replace('app.js', named('js')).replace('style.css', named('css'));
}

/** Writes the two compressed forms of a file. The app decompresses one for clients that accept neither. */
function write(name, content) {
  const path = inFolder('dist', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }));
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}

function run(script, ...options) {
  try {
    execFileSync(process.execPath, [inFolder('node_modules', script), ...options], { cwd: here, stdio: 'pipe' });
  } catch (failure) {
    console.error(`${script} ${options.join(' ')}\n${failure.stdout}\n${failure.stderr}`);
    process.exit(1);
  }
}
