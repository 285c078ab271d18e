/**
 * Trainwatt's own documentation, as it was when this collector was built. Its Markdown becomes elements one by one, like
 * everything here: what this little reader does not know stays text.
 */
import { h } from './dom.js';
import { back, empty, waiting } from './parts.js';
import { address } from './address.js';

/** Where a page of `docs/` is read: `docs/reference/alerts.md#runsilent`. */
export function docsHref(path) {
  const [file, anchor] = path.replace(/^docs\//, '').split('#');
  return address('docs', file.split('/'), { at: anchor });
}

export function docsView(store, ui, path) {
  const file = path.length ? path.join('/') : 'README.md';
  const { text, problem } = read(store, file);
  if (problem) return [back('#/docs', 'Documentation'), empty(`There is no page ${file}.`, 'What this collector does not carry is in its repository, below docs/.', true)];
  if (text === undefined) return waiting('Documentation');
  const at = ui.chosen.at;
  if (at && ui.shownAt !== at) {
    ui.shownAt = at;
    setTimeout(() => document.getElementById('doc-' + at)?.scrollIntoView());
  }
  return [path.length > 0 && back('#/docs', 'Documentation'), h('article', { class: 'docs', key: file }, blocks(text, placeOf(file)))];
}

/** One section of a page, without its heading. */
export function docsSection(store, docs) {
  const [path, anchor] = docs.replace(/^docs\//, '').split('#');
  const { text, problem } = read(store, path);
  if (problem) return h('p', { class: 'nothing' }, `It is explained in ${docs}.`);
  if (text === undefined) return h('p', { class: 'nothing' }, 'Reading…');
  const sections = text.split(/^(?=## )/m);
  const found = sections.find((section) => slug(section.slice(3, section.indexOf('\n'))) === anchor);
  return h('div', { class: 'docs' }, found ? blocks(found.slice(found.indexOf('\n')), placeOf(path)) : h('p', { class: 'nothing' }, `It is explained in ${docs}.`));
}

function read(store, file) {
  const held = store.texts.get(file);
  if (held) return held;
  const entry = {};
  store.texts.set(file, entry);
  const safe = file.endsWith('.md') && !file.split('/').includes('..');
  (safe ? fetch('docs/' + file.split('/').map(encodeURIComponent).join('/')) : Promise.reject(new Error(file)))
    .then((response) => (response.ok ? response.text() : Promise.reject(new Error(String(response.status)))))
    .then((text) => { entry.text = text; }, (problem) => { entry.problem = problem; })
    .finally(() => store.onChange());
  return entry;
}

/** The folder and name that relative links are from. */
const placeOf = (file) => ({ file: file.split('/'), folder: file.split('/').slice(0, -1) });
const slug = (heading) => heading.trim().toLowerCase().replace(/[^\w\- ]/g, '').replace(/ /g, '-');

function blocks(text, at) {
  const lines = text.split('\n');
  const made = [];
  for (let i = 0; i < lines.length;) {
    const from = i;
    const line = lines[i];
    const heading = /^(#{1,4}) (.*)$/.exec(line);
    if (heading) {
      const level = Math.min(heading[1].length, 4);
      made.push(h(`h${level}`, { key: from, id: 'doc-' + slug(heading[2]), class: `doc-h${level}`, tabindex: level === 1 ? -1 : null }, inline(heading[2], at)));
      i++;
    } else if (line.startsWith('```')) {
      i = lines.findIndex((other, n) => n > from && other.startsWith('```'));
      if (i < 0) i = lines.length;
      made.push(h('pre', { key: from, class: 'command', tabindex: 0 }, h('code', null, lines.slice(from + 1, i++).join('\n'))));
    } else if (line.startsWith('|')) {
      while (i < lines.length && lines[i].startsWith('|')) i++;
      made.push(table(lines.slice(from, i), at, from));
    } else if (/^(\d+\.|[-*]) /.test(line)) {
      const items = [];
      while (i < lines.length && (/^(\d+\.|[-*]) /.test(lines[i]) || /^\s+\S/.test(lines[i]))) {
        if (/^(\d+\.|[-*]) /.test(lines[i])) items.push(lines[i].replace(/^(\d+\.|[-*]) /, ''));
        else items[items.length - 1] += ' ' + lines[i].trim();
        i++;
      }
      made.push(h(/^\d/.test(line) ? 'ol' : 'ul', { key: from, class: 'doc-list' }, items.map((item, n) => h('li', { key: n }, inline(item, at)))));
    } else if (line.trim() === '') {
      i++;
    } else {
      while (i < lines.length && lines[i].trim() !== '' && (i === from || !/^(#|```|\||[-*] |\d+\. )/.test(lines[i]))) i++;
      made.push(h('p', { key: from }, inline(lines.slice(from, i).join(' '), at)));
    }
  }
  return made;
}

function table(lines, at, key) {
  const cells = (line) => line.replace(/^\||\|\s*$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
  const rows = lines.filter((line) => !/^\|[\s:|-]+\|?\s*$/.test(line)).map(cells);
  return h('div', { key, class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table' }, h('table', { class: 'grid' },
    h('thead', null, h('tr', null, rows[0].map((cell, n) => h('th', { key: n, scope: 'col' }, inline(cell, at))))),
    h('tbody', null, rows.slice(1).map((row, r) => h('tr', { key: r }, row.map((cell, n) => h('td', { key: n }, inline(cell, at))))))));
}

const PARTS = /(`[^`]+`)|\*\*(.+?)\*\*|\[([^\]]+)\]\(([^)\s]+)\)|(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])|<a id="([\w-]+)"><\/a>/g;

function inline(text, at) {
  const made = [];
  let end = 0;
  for (const found of text.matchAll(PARTS)) {
    made.push(text.slice(end, found.index));
    end = found.index + found[0].length;
    const [, code, strong, label, href, soft, anchor] = found;
    if (code) made.push(h('code', null, code.slice(1, -1)));
    else if (strong) made.push(h('strong', null, inline(strong, at)));
    else if (label) made.push(link(label, href, at));
    else if (soft) made.push(h('em', null, soft));
    else if (anchor) made.push(h('span', { id: 'doc-' + anchor }));
  }
  return [...made, text.slice(end)];
}

function link(label, href, at) {
  const words = inline(label, at);
  if (/^https?:\/\//.test(href)) return h('a', { href, rel: 'noopener noreferrer', target: '_blank' }, words);
  const [path, anchor] = href.split('#');
  const parts = path ? [...at.folder] : [...at.file];
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.length === 0) return h('span', null, words);
      parts.pop();
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  if (path && !path.endsWith('.md')) return h('span', null, words);
  return h('a', { href: address('docs', parts, { at: anchor }) }, words);
}
