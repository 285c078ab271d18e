/**
 * The address after #: which view, of what, and what was chosen on it, as `#/run/ID?range=1h&by=use`.
 * All that changes what a view shows is in it, so that a copied address shows the same to somebody else.
 */

/** `kind` and `path` name the view, `chosen` is what stands after the question mark. */
export function parse(hash) {
  const [place, query = ''] = split(hash.replace(/^#\/?/, ''), '?');
  const [kind, ...path] = place.split('/').map(decode);
  return { kind, path, chosen: Object.fromEntries(new URLSearchParams(query)) };
}

/** The address of a view; what is chosen and empty is left out. */
export function address(kind, path = [], chosen = {}) {
  const query = new URLSearchParams(Object.entries(chosen).filter(([, value]) => value !== undefined && value !== null && value !== ''));
  const words = [kind, ...path].filter((part) => part !== '').map(encodeURIComponent).join('/');
  // What needs no escape in a query stays readable: times, lists, labels.
  const readable = query.toString().replace(/%(2C|3A|2F|3D)/g, decodeURIComponent);
  return `#/${words}${readable && '?' + readable}`;
}

export const runHref = (id, chosen) => address('run', [id], chosen);
export const nodeHref = (node, chosen) => address('node', node.split('/'), chosen);
export const alertHref = (fingerprint) => address('alert', [fingerprint]);

/** Of an alert's or advice's subject: `run/…` or `node/…`; nothing for a cluster. */
export function subjectHref(subject, chosen) {
  if (subject.startsWith('run/')) return runHref(subject.slice(4), chosen);
  return subject.startsWith('node/') ? nodeHref(subject.slice(5), chosen) : null;
}

function split(text, at) {
  const found = text.indexOf(at);
  return found < 0 ? [text] : [text.slice(0, found), text.slice(found + 1)];
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const SPANS = { '1m': 60, '10m': 600, '1h': 3600, '6h': 21_600, '24h': 86_400 };

/** Names of spans to their seconds, shortest first. */
export const spans = Object.entries(SPANS);

/**
 * The time range that an address asks for, in milliseconds since 1970: `{seconds}` for the last so many,
 * `{from, to}` for one that stands still, 'all', or nothing where it does not say or says nonsense.
 */
export function rangeOf({ range, from, to }) {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (end > start) return { from: start, to: end };
  if (range === 'all') return 'all';
  return Object.hasOwn(SPANS, range ?? '') ? { seconds: SPANS[range], name: range } : undefined;
}

/** What to choose for a range: a span's name, or two moments in milliseconds since 1970. */
export const rangeNamed = (name) => ({ range: name, from: undefined, to: undefined });
export const rangeBetween = (from, to) => ({ range: undefined, from: iso(from), to: iso(to) });

const iso = (millis) => new Date(millis).toISOString().replace('.000Z', 'Z');
