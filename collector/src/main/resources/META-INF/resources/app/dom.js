import { outOfSight } from './sight.js';

/**
 * Views are pure functions from state to a tree of nodes made by `h`; `patch` brings the document to that tree,
 * keeping elements (and so focus, selection and scroll) where they are the same.
 * Text reaches the document as text nodes and attribute values only: nothing here parses HTML.
 */
const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path', 'line', 'rect', 'circle', 'g']);
const HOOKS = new Set(['key', 'mount', 'update', 'unmount', 'hint']);

/** A node: its tag, its attributes, its children (strings, numbers, nodes, lists of them; null and false are left out). */
export function h(tag, props, ...kids) {
  return { tag, props: props ?? {}, kids: flat(kids, []), key: props?.key, el: null };
}

function flat(kids, into) {
  for (const kid of kids) {
    if (kid === null || kid === undefined || kid === false || kid === '') continue;
    if (Array.isArray(kid)) flat(kid, into);
    else if (typeof kid === 'object') into.push(kid);
    else into.push({ tag: '#text', text: String(kid), props: {}, kids: [], el: null });
  }
  return into;
}

const held = new WeakMap();

/**
 * The node that was made for `owner`, for as long as its `parts` are the same things, and while it is out of sight as long
 * as its first part is; then `make` makes it anew. What stays is not compared.
 */
export function kept(owner, parts, make) {
  const before = held.get(owner);
  if (before && (before.node.el && outOfSight(before.node.el) ? before.parts[0] === parts[0] : before.parts.every((part, i) => part === parts[i]))) return before.node;
  const node = make();
  held.set(owner, { parts, node });
  return node;
}

/** Makes `parent` hold exactly these children. */
export function patch(parent, ...kids) {
  const next = flat(kids, []);
  patchKids(parent, parent.shownKids ?? [], next);
  parent.shownKids = next;
}

function patchKids(parent, old, next) {
  const keyed = new Map();
  const loose = [];
  for (const node of old) {
    if (node.key === undefined) loose.push(node);
    else keyed.set(node.key, node);
  }
  let cursor = parent.firstChild;
  for (const node of next) {
    const before = take(node, keyed, loose);
    if (before) renew(before, node);
    else create(node);
    if (node.el === cursor) cursor = cursor.nextSibling;
    // What stood here moved further down: it is moved when its turn comes, instead of all that follows now.
    else if (cursor && cursor.nextSibling === node.el) cursor = node.el.nextSibling;
    else parent.insertBefore(node.el, cursor);
    if (!before) node.props.mount?.(node.el);
  }
  for (const node of [...keyed.values(), ...loose]) remove(parent, node);
}

function take(node, keyed, loose) {
  if (node.key !== undefined) {
    const same = keyed.get(node.key);
    if (!same || same.tag !== node.tag) return null;
    keyed.delete(node.key);
    return same;
  }
  const at = loose.findIndex((other) => other.tag === node.tag);
  return at < 0 ? null : loose.splice(at, 1)[0];
}

function create(node) {
  if (node.tag === '#text') {
    node.el = document.createTextNode(node.text);
    return;
  }
  node.el = SVG_TAGS.has(node.tag) ? document.createElementNS(SVG, node.tag) : document.createElement(node.tag);
  setProps(node.el, {}, node.props);
  if (!node.props.mount) patchKids(node.el, [], node.kids);
}

function renew(before, node) {
  if (before === node) return;
  node.el = before.el;
  if (node.tag === '#text') {
    if (before.text !== node.text) node.el.data = node.text;
    return;
  }
  setProps(node.el, before.props, node.props);
  if (node.props.mount) node.props.update?.(node.el);
  else patchKids(node.el, before.kids, node.kids);
}

function remove(parent, node) {
  forget(node);
  if (node.el.parentNode === parent) parent.removeChild(node.el);
}

function forget(node) {
  for (const kid of node.kids) forget(kid);
  node.props.unmount?.(node.el);
}

function setProps(el, before, props) {
  for (const name in before) if (!(name in props)) setProp(el, name, before[name], null);
  for (const name in props) setProp(el, name, before[name], props[name]);
}

function setProp(el, name, before, value) {
  if (name === 'hint') setHint(el, value);
  else if (HOOKS.has(name) || value === before) return;
  else if (name.startsWith('on')) el[name] = value;
  else if (name === 'style') setStyle(el, before ?? {}, value ?? {});
  else if (name === 'value') el.value = value ?? '';
  else if (name === 'checked' || name === 'disabled') el[name] = Boolean(value);
  else if (value === null || value === undefined || value === false) el.removeAttribute(name);
  else el.setAttribute(name, value === true ? '' : value);
}

// Through the object model, for a style attribute would need 'unsafe-inline' in the content security policy.
function setStyle(el, before, style) {
  for (const name in before) if (!(name in style)) el.style.removeProperty(name);
  for (const name in style) if (before[name] !== style[name]) el.style.setProperty(name, style[name]);
}

/** The explanation of an element: its title, or the text of the open tip while tip.js shows it. */
function setHint(el, text) {
  if (el.openTip) el.openTip(text ?? '');
  else if (!text) el.removeAttribute('title');
  else if (el.getAttribute('title') !== text) el.setAttribute('title', text);
}
