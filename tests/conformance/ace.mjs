// Asks Ace by DAISY about each book: ace.mjs TOOLS BOOK... prints one JSON line a book, {"file", "errors": [text]}.
// Ace's own front starts a browser for each book; here one Chromium reads them all, by the interface that Ace has for that.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { judge, launch, packages } from './chromium.mjs';

const [tools, ...files] = process.argv.slice(2);
const ace = packages(tools)('@daisy/ace-core');
// Without a place for its log, the logger complains about each line.
packages(tools)('winston').configure({ silent: true });
const browser = await launch(tools);
const context = await browser.newContext({ bypassCSP: true });
const work = mkdtempSync(path.join(os.tmpdir(), 'ace-'));

const runner = {
  concurrency: 2,
  setTimeout() {},
  async launch() {},
  async close() {},
  async run(url, scripts, contents) {
    const page = await context.newPage();
    try {
      await page.route(/^https?:/, (route) => route.abort());
      await page.goto(url, { waitUntil: 'load', timeout: 60000 });
      for (const text of [...contents, ...scripts.map((file) => readFileSync(file, 'utf8'))]) await page.evaluate(text);
      return await page.evaluate(() => new Promise((resolve, reject) => {
        window.daisy.ace.run((error, result) => (error ? reject(error) : resolve(result)));
      }));
    } finally {
      await page.close();
    }
  },
};

async function ask(file) {
  const folder = mkdtempSync(path.join(work, 'book-'));
  const options = { cwd: process.cwd(), outdir: path.join(folder, 'report'), tmpdir: path.join(folder, 'book'), lang: 'en' };
  const [, report] = await ace(path.resolve(file), options, runner);
  const errors = report.assertions.flatMap((part) => part.assertions.map((found) => {
    const test = found['earl:test'];
    const said = String(found['earl:result']['dct:description']).replace(/\s+/g, ' ').slice(0, 200);
    return `${test['earl:impact']} ${test['dct:title']} in ${part['earl:testSubject'].url}: ${said}`;
  }));
  if (errors.length === 0 && report['earl:result']['earl:outcome'] !== 'pass') errors.push('no pass, without a reason');
  rmSync(folder, { recursive: true, force: true });
  return errors;
}

try {
  await judge(files, 1, ask);
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
