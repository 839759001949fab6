// Opens each book in a reading system (foliate-js, in Debian's Chromium) and pages through it as a reader does:
// reader.mjs TOOLS BOOK... prints one JSON line a book, {"file", "errors": [text]}. Each error begins with its rule.
import path from 'node:path';
import { judge, launch, packages, serve } from './chromium.mjs';

const [tools, ...files] = process.argv.slice(2);
const foliate = path.dirname(packages(tools).resolve('foliate-js/view.js'));
const browser = await launch(tools);
const server = await serve({
  '/reader': `<!doctype html><html lang="en"><title>A reading system</title>
<style>html, body { margin: 0; height: 100% } foliate-view { display: block; height: 100% }</style><body></body></html>`,
});
const context = await browser.newContext({ viewport: { width: 600, height: 800 }, reducedMotion: 'reduce' });

/** Runs in the page: opens the book, reads it, and says what is wrong. */
async function read({ view: viewUrl, notes: notesUrl, book }) {
  await import(viewUrl);
  const { FootnoteHandler } = await import(notesUrl);
  const errors = [];
  const say = (rule, message) => errors.push(`${rule}: ${message}`);
  const words = (text) => text.normalize('NFC').split(/\s+/).filter(Boolean);
  const view = document.createElement('foliate-view');
  document.body.append(view);
  await view.open(book);
  const { sections, toc = [], pageList = [], dir, landmarks = [] } = view.book;
  const within = (promise, limit = 10000) => Promise.race([promise,
    new Promise((_, fail) => setTimeout(() => fail(new Error('the reading system does not answer')), limit))]);

  // 1. What each chapter says, and what of it is ever in sight while paging to the end.
  const unseen = sections.map(() => null);
  let doc = null;
  let index = -1;
  let moves = 0;
  view.addEventListener('load', ({ detail }) => {
    doc = detail.doc;
    index = detail.index;
    const walk = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
    unseen[index] ??= new Map();
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.data.trim() && !node.parentElement.closest('[hidden]')) unseen[index].set(node, new Set());
    }
  });
  const notice = () => {
    moves += 1;
    const frame = doc?.defaultView?.frameElement?.getBoundingClientRect();
    if (!frame) return;
    for (const [node, lines] of unseen[index]) {
      const box = doc.createRange();
      box.selectNodeContents(node);
      const all = [...box.getClientRects()];
      all.forEach((line, at) => {
        const [left, top] = [frame.left + line.left, frame.top + line.top];
        if (left + line.width > 0 && left < innerWidth && top + line.height > 0 && top < innerHeight) lines.add(at);
      });
      if (all.length > 0 && lines.size >= all.length) unseen[index].delete(node);
    }
  };
  view.addEventListener('relocate', notice);
  await within(view.init({ showTextStart: false }));
  const limit = 60 + 40 * sections.length;
  for (let turn = 0; turn < limit; turn += 1) {
    const before = moves;
    if (index === sections.length - 1 && view.renderer.atEnd) break;
    await within(dir === 'rtl' ? view.goLeft() : view.goRight());
    await new Promise((done) => requestAnimationFrame(() => done()));
    if (moves === before) { say('turn', `chapter ${index + 1}: the page does not turn`); break; }
    if (turn === limit - 1) say('turn', 'the book has no end');
  }
  for (const [at, section] of sections.entries()) {
    const hidden = [...(unseen[at]?.keys() ?? [])].map((node) => node.data.trim().slice(0, 40));
    if (section.linear !== 'no' && unseen[at] === null) say('words', `chapter ${at + 1} (${section.id}) is never reached`);
    if (hidden.length) say('words', `chapter ${at + 1} never shows “${hidden.slice(0, 3).join('” “')}”`);
  }

  // 2. The reading direction is that of the book's language.
  const rtl = ['ar', 'he', 'fa', 'ur', 'yi'].includes(String([view.book.metadata.language].flat()[0]).split('-')[0]);
  if (rtl !== (dir === 'rtl')) say('direction', `${view.book.metadata.language} is read ${dir ?? 'without a direction'}`);

  // 3. Contents, pages and landmarks lead to an element of a chapter.
  const flat = (items) => items.flatMap((item) => [item, ...flat(item.subitems ?? [])]);
  if (toc.length === 0) say('contents', 'there are none');
  for (const [rule, items] of [['contents', flat(toc)], ['pages', flat(pageList ?? [])], ['landmarks', landmarks ?? []]]) {
    for (const item of items) {
      if (!item.href) continue;
      const target = await view.book.resolveHref(item.href);
      const section = target && sections[target.index];
      const place = section && target.anchor(await section.createDocument());
      if (!place && place !== 0) say(rule, `“${item.label}” (${item.href}) leads nowhere`);
    }
  }
  const start = flat(toc).find((item) => item.href);
  if (start) {
    await within(view.goTo(start.href));
    if (index !== (await view.book.resolveHref(start.href)).index) say('contents', `“${start.label}” opens another chapter`);
  }

  // 4. Notes open in a window of their own, with words in it.
  const handler = new FootnoteHandler();
  let note = null;
  handler.addEventListener('before-render', ({ detail }) => { detail.view.style.height = '200px'; document.body.append(detail.view); });
  handler.addEventListener('render', ({ detail }) => { note = detail; });
  for (const [at, section] of sections.entries()) {
    const chapter = await section.createDocument();
    const references = [...chapter.querySelectorAll('[role~="doc-noteref"]')].map((one) => one.closest('a') ?? one.querySelector('a'));
    for (const a of references.slice(0, 12)) {
      if (!a) { say('notes', `chapter ${at + 1} has a reference that is no link`); continue; }
      a.setAttribute('role', 'doc-noteref');
      note = null;
      const event = new CustomEvent('link', { cancelable: true, detail: { a, href: section.resolveHref(a.getAttribute('href')) } });
      try {
        await within(handler.handle(view.book, event));
      } catch (error) {
        say('notes', `${a.getAttribute('href')}: ${error.message}`);
      }
      if (!note?.target || note.type !== 'footnote') say('notes', `${a.getAttribute('href')} is no footnote`);
      note?.view?.close();
      note?.view?.remove();
    }
    // Links within the book, which `links` of a reading system follows.
    for (const a of chapter.querySelectorAll('a[href]')) {
      const href = section.resolveHref(a.getAttribute('href'));
      if (view.book.isExternal(href)) continue;
      const target = await view.book.resolveHref(href);
      const place = target && sections[target.index] && target.anchor(await sections[target.index].createDocument());
      if (!place && place !== 0) say('link', `chapter ${at + 1}: ${a.getAttribute('href')} leads nowhere`);
    }
    if (words(chapter.body.textContent).length === 0 && !chapter.querySelector('img, svg')) say('words', `chapter ${at + 1} is empty`);
  }
  return errors;
}

async function open(file) {
  const page = await context.newPage();
  const said = [];
  page.on('console', (message) => {
    // foliate-js opens chapters in a sandbox, and Chromium says so.
    const known = /sandbox/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !known) said.push(`console: ${message.text()}`);
  });
  // foliate-js goes on measuring a chapter, or a note, that was closed meanwhile.
  const closed = /docBackground|property 'style' of 'el'/;
  page.on('pageerror', (error) => { if (!closed.test(error.message)) said.push(`console: ${error.message}`); });
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (/^(data|blob|about):/.test(url) || url.startsWith(server.origin)) return route.continue();
    said.push(`request: ${url}`);
    return route.abort();
  });
  try {
    await page.goto(`${server.origin}/reader`);
    const found = await page.evaluate(read, {
      view: server.url(path.join(foliate, 'view.js')), notes: server.url(path.join(foliate, 'footnotes.js')), book: server.url(file),
    });
    if (process.env.READER_SHOTS) await page.screenshot({ path: path.join(process.env.READER_SHOTS, `${path.basename(file)}.png`) });
    return [...new Set([...said, ...found])];
  } finally {
    await page.close();
  }
}

try {
  await judge(files, 2, open);
} finally {
  await browser.close();
  server.close();
}
