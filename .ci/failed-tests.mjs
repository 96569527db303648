// Prints every failed test of the report (.trx) of a test run: its name, and the first and last lines of its message. So the end of the
// output of a CI run contains the failures.
//
//   node failed-tests.mjs <report.trx>

import { readFileSync } from 'node:fs';

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const text = xml => (xml ?? '').replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
  hex ? String.fromCodePoint(parseInt(hex, 16)) : decimal ? String.fromCodePoint(Number(decimal)) : entities[name] ?? whole);

const report = readFileSync(process.argv[2], 'utf8');
const results = report.matchAll(/<UnitTestResult\b([^>]*?)(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g);
for (const [, attributes, content] of results) {
  if (!/\boutcome="(Failed|Error|Timeout|Aborted)"/.test(attributes)) {
    continue;
  }

  const error = content?.match(/<ErrorInfo>([\s\S]*?)<\/ErrorInfo>/)?.[1]; // beside it are the lines that the test wrote itself
  const lines = element => text(error?.match(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`))?.[1])
    .split('\n').map(line => line.trimEnd()).filter(line => line).map(line => line.slice(0, 300));
  const message = lines('Message');
  console.log(`FAILED TEST: ${text(attributes.match(/\btestName="([^"]*)"/)?.[1])}`);
  const ends = message.length <= 24 ? message : [...message.slice(0, 8), '...', ...message.slice(-16)];
  console.log([...ends, ...lines('StackTrace').slice(0, 3)].map(line => `    ${line}`).join('\n'));
}
