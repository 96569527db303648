// Generates both clients from the description given as the first argument and compiles the programs. Prints nothing if all is well.

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const description = process.argv[2];
const run = (script, ...options) => {
  try {
    execFileSync(process.execPath, [join(here, 'node_modules', script), ...options], { cwd: here, stdio: 'pipe' });
  } catch (failure) {
    console.error(`${script} ${options.join(' ')}\n${failure.stdout}\n${failure.stderr}`);
    process.exit(1);
  }
};

rmSync(join(here, 'generated'), { recursive: true, force: true });
run('openapi-typescript/bin/cli.js', description, '-o', 'generated/schema.d.ts');
run('@hey-api/openapi-ts/bin/run.js', '-i', description, '-o', 'generated/hey', '--silent');
run('typescript/bin/tsc', '-p', '.');
