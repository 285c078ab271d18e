/** Long lists, a page at a time: what is not seen is not in the document. */
import { h } from './dom.js';
import { fixed } from './units.js';

/** The part of a list that the address asks for in `key`, and the buttons to the others; none where it fits one page. */
export function pageOf(list, ui, size, words, key = 'page') {
  const pages = Math.max(1, Math.ceil(list.length / size));
  const page = Math.min(pages, Math.max(1, Math.floor(Number(ui.chosen[key]) || 1)));
  const first = (page - 1) * size;
  const shown = list.slice(first, first + size);
  if (pages === 1) return { shown, pager: null };
  const to = (target) => ({ disabled: target < 1 || target > pages || target === page, onclick: () => { ui.choose({ [key]: target === 1 ? '' : String(target) }); } });
  return {
    shown,
    pager: h('div', { class: 'pager', key: 'pager ' + key, role: 'group', 'aria-label': `Pages of ${words}` },
      h('span', { class: 'soft' }, `${fixed(first + 1, 0)} to ${fixed(first + shown.length, 0)} of ${fixed(list.length, 0)} ${words}`),
      h('button', { type: 'button', class: 'quiet', ...to(1), 'aria-label': 'First page' }, '«'), h('button', { type: 'button', class: 'quiet', ...to(page - 1) }, 'Before'),
      h('button', { type: 'button', class: 'quiet', ...to(page + 1) }, 'Next'), h('button', { type: 'button', class: 'quiet', ...to(pages), 'aria-label': 'Last page' }, '»')),
  };
}

/**
 * A list in the order that the address asks for, and a heading that asks for another. `orders` maps names to what of an
 * entry is compared; the greatest comes first, what is not known last.
 */
export function sortOf(list, ui, orders) {
  const [name, turned] = ui.chosen.sort?.startsWith('-') ? [ui.chosen.sort.slice(1), true] : [ui.chosen.sort, false];
  const by = Object.hasOwn(orders, name ?? '') ? orders[name] : undefined;
  const sorted = by ? list.map((entry) => [by(entry), entry]).sort(([a], [b]) => compare(a, b, turned)).map(([, entry]) => entry) : list;
  return { sorted, heading: (key, words) => headingOf(key, words, by && name, turned, ui) };
}

function compare(a, b, turned) {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return (a < b) === turned ? -1 : 1;
}

function headingOf(key, words, name, turned, ui) {
  const here = key === name;
  const next = !here ? key : turned ? '' : '-' + key;
  return { sort: here ? (turned ? 'ascending' : 'descending') : null,
    el: h('button', { type: 'button', class: `sort ${here ? 'on' : ''}`, onclick: () => ui.choose({ sort: next, page: '' }) }, words, h('span', { class: 'sort-mark', 'aria-hidden': 'true' }, here ? (turned ? '↑' : '↓') : '')) };
}
