/** Silences: a form that begins one, and those in force, each with its end. */
import { h } from './dom.js';
import { empty } from './parts.js';
import { subjectLink, subjectName } from './alertcard.js';
import { alertHref } from './address.js';
import { fixed, moment } from './units.js';

const PATH = 'api/v1/silences';
const AUTHOR = 'trainwatt-author';
const SPANS = [['PT1H', '1 hour'], ['PT4H', '4 hours'], ['P1D', '1 day'], ['P7D', '7 days'], ['', 'Until a time']];
const LONGEST_TEXT = 1000;

/** Begins a silence: of one alert, or where none is given of what is typed in. What is typed stays while the page draws itself anew. */
export function silenceForm(store, ui, alert) {
  const draft = (ui.draft ??= { what: alert ? 'alone' : 'typed', span: 'PT1H', author: remembered(), rule: alert?.rule ?? '', subject: alert?.subject ?? '', labels: '' });
  const set = (name) => (event) => {
    draft[name] = event.target.value;
    draft.problem = null;
    store.onChange();
  };
  const field = (name, words, props, options) => h('label', { key: name }, h('span', null, words),
    h('input', { type: 'text', maxlength: LONGEST_TEXT, autocomplete: 'off', value: draft[name] ?? '', oninput: set(name), list: options && `silence-${name}s`, ...props }),
    options && h('datalist', { id: `silence-${name}s` }, options.map((value) => h('option', { key: value, value }))));
  const choice = (name, words, pairs) => h('label', { key: name }, h('span', null, words), h('select', { onchange: set(name) },
    pairs.map(([value, text]) => h('option', { key: value, value, selected: draft[name] === value }, text))));
  const firing = store.firing();
  return h('form', { class: 'silence-form', 'aria-label': 'Silence', onsubmit: (event) => { event.preventDefault(); begin(store, ui, alert); } },
    alert && choice('what', 'What', [
      ['alone', 'This alert alone'], ['here', `${alert.rule} of ${subjectName(alert.subject, store)}`], ['subject', `All alerts of ${subjectName(alert.subject, store)}`],
      ['rule', `${alert.rule}, wherever it fires`], ['typed', 'By rule, run and labels']]),
    draft.what === 'typed' && [
      field('rule', 'Rule', { placeholder: 'any' }, distinct(firing.map((one) => one.rule))),
      field('subject', 'Run or node', { placeholder: 'any; run/ID or node/CLUSTER/NAME' }, distinct(firing.map((one) => one.subject))),
      field('labels', 'Labels of the run', { placeholder: 'any; team=vision, strategy=dense' })],
    choice('span', 'For', SPANS),
    draft.span === '' && h('label', { key: 'until' }, h('span', null, 'Until'), h('input', { type: 'datetime-local', required: true, value: draft.until ?? '', onchange: set('until') })),
    field('author', 'By', { required: true, autocomplete: 'name', placeholder: 'your name' }),
    field('comment', 'Why', { placeholder: 'for whoever wonders' }),
    h('div', { key: 'act', class: 'silence-act' }, h('button', { type: 'submit', class: 'quiet', disabled: draft.sending }, draft.sending ? 'Silencing…' : 'Silence'),
      h('p', { role: 'status', class: draft.problem ? 'bad' : 'soft' }, draft.problem ? `${draft.problem.error}${draft.problem.remedy ? `: ${draft.problem.remedy}` : ''}` : draft.done)));
}

const distinct = (values) => [...new Set(values)].sort();

async function begin(store, ui, alert) {
  const draft = ui.draft;
  try {
    const wanted = { ...matchers(draft, alert), duration: lasting(draft, store), author: draft.author.trim(), comment: (draft.comment ?? '').trim() };
    remember(wanted.author);
    Object.assign(draft, { sending: true, problem: null, done: '' });
    store.onChange();
    const { ok, body } = await store.send('POST', PATH, wanted);
    draft.sending = false;
    if (ok) {
      draft.done = `Silenced until ${moment(Date.parse(body.until))}.`;
      store.amend(PATH, (held) => ({ silences: [...(held?.silences ?? []).filter(({ id }) => id !== body.id), body] }));
    } else draft.problem = body ?? { error: 'The collector did not answer', remedy: 'nothing is silenced; try again' };
  } catch (wrong) {
    draft.problem = { error: wrong.message };
  }
  store.onChange();
}

/** What a silence is to fit; throws in words where that is nothing or not understood. */
function matchers({ what, rule, subject, labels }, alert) {
  if (what === 'alone') return { fingerprint: alert.fingerprint };
  if (what === 'here') return { rule: alert.rule, subject: alert.subject };
  if (what === 'subject') return { subject: alert.subject };
  if (what === 'rule') return { rule: alert.rule };
  const pairs = labels.split(/[,\n]/).map((pair) => pair.trim()).filter(Boolean);
  const odd = pairs.find((pair) => pair.indexOf('=') < 1);
  if (odd) throw new Error(`"${odd}" is no label: write name=value, several with commas between`);
  const found = { ...(rule.trim() && { rule: rule.trim() }), ...(subject.trim() && { subject: subject.trim() }),
    ...(pairs.length && { labels: Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])) }) };
  if (Object.keys(found).length === 0) throw new Error('Name a rule, a run or node, or a label: a silence of everything is none');
  return found;
}

function lasting({ span, until }, store) {
  if (span) return span;
  const seconds = Math.round((Date.parse(until) - store.now) / 1000);
  if (!(seconds > 0)) throw new Error('The time is over already: choose a later one');
  return `PT${seconds}S`;
}

/** Those not over yet. */
export function silenceList(store, ui) {
  const { body, problem } = store.ask(PATH, 15);
  if (!body) return problem ? empty(problem.error, problem.remedy ?? '') : null;
  const silences = [...body.silences].sort((a, b) => (a.until < b.until ? -1 : 1));
  if (silences.length === 0) return null;
  return h('ul', { class: 'silences' }, silences.map((silence) => h('li', { key: silence.id, 'data-silence': silence.id },
    h('div', null,
      h('p', { dir: 'auto' }, fits(silence, store)),
      h('p', { class: 'soft', dir: 'auto' }, `until ${moment(Date.parse(silence.until))}`, silence.author && ` · by ${silence.author}`, silence.comment && ` · ${silence.comment}`),
      ui.ending?.[silence.id]?.error && h('p', { class: 'bad', role: 'status' }, ui.ending[silence.id].error)),
    h('span', { class: 'soft silence-count' }, silence.alerts.length === 0 ? 'fits no alert now' : `${fixed(silence.alerts.length, 0)} ${silence.alerts.length === 1 ? 'alert' : 'alerts'} now`),
    h('button', { type: 'button', class: 'quiet', disabled: ui.ending?.[silence.id]?.sending, 'aria-label': `End the silence of ${plainly(silence, store)}`, onclick: () => end(store, ui, silence) }, 'End it'))));
}

function fits({ fingerprint, rule, subject, labels }, store) {
  const alert = store.alerts.get(fingerprint);
  return [
    fingerprint && ['One alert: ', h('a', { href: alertHref(fingerprint) }, alert?.summary ?? fingerprint)],
    rule ? h('strong', null, rule) : !fingerprint && 'All alerts',
    subject && [' of ', subjectLink(subject, store)],
    Object.entries(labels ?? {}).map(([key, value], i) => [i === 0 ? ' of runs with ' : ', ', h('code', { key }, `${key}=${value}`)]),
  ];
}

const plainly = ({ fingerprint, rule, subject, labels }, store) =>
  [fingerprint && (store.alerts.get(fingerprint)?.summary ?? fingerprint), rule, subject && subjectName(subject, store), ...Object.entries(labels ?? {}).map((pair) => pair.join('='))].filter(Boolean).join(', ');

async function end(store, ui, { id }) {
  ui.ending = { ...ui.ending, [id]: { sending: true } };
  store.onChange();
  const { ok, status, body } = await store.send('DELETE', `${PATH}/${encodeURIComponent(id)}`);
  // One that somebody else ended is just as much over.
  if (ok || status === 404) store.amend(PATH, (held) => ({ silences: (held?.silences ?? []).filter((one) => one.id !== id) }));
  ui.ending[id] = ok || status === 404 ? undefined : { error: body?.error ?? 'The collector did not answer; it is still silenced.' };
  store.onChange();
}

function remembered() {
  try {
    return localStorage.getItem(AUTHOR) ?? '';
  } catch {
    return '';
  }
}

function remember(author) {
  try {
    localStorage.setItem(AUTHOR, author);
  } catch {
    // Storage may be forbidden; then it is asked for again.
  }
}
