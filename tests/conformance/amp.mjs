// Asks the official AMP validator about each page: amp.mjs TOOLS PAGE... prints one JSON line a page,
// {"file", "errors": [text]}.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [tools, ...pages] = process.argv.slice(2);
const require = createRequire(path.resolve(tools, 'node/x.js'));
const validator = await require('amphtml-validator').getInstance(path.resolve(tools, 'amp/validator_wasm.js'));
for (const file of pages) {
  const result = validator.validateString(readFileSync(file, 'utf8'), 'AMP');
  const errors = result.errors
    .filter((error) => error.severity === 'ERROR')
    .map((error) => `${error.line}:${error.col} ${error.message}`);
  if (result.status !== 'PASS' && errors.length === 0) errors.push(`status ${result.status}`);
  console.log(JSON.stringify({ file, errors }));
}
