/** All that the page knows, and when it learnt it. Views read it; only live.js and fetches below write it. */
import { Series } from './series.js';
import { Trace, TRACE_MILLIS } from './trace.js';

/** Older than this and a thing that should move is called stale. */
const STALE_SECONDS = 5;
const ANSWERS_KEPT = 40;
/** What of the collector's health says that numbers stand still, and why. */
const TROUBLES = ['waitingFor', 'topologyStalled', 'topologyProblem', 'liveViewProblem'];
/** Lines beside numbers that are fetched when the page opens; the others draw themselves as rows come. */
const TRACES_FETCHED = 12;
/** One and the same list, so that what is made of it need not be made again. */
const NONE = Object.freeze([]);
/** What only rows say; a whole report does not take it away. */
const OF_ROWS = ['zones', 'nodes', 'nobodyMilliwatts', 'powerByQuality', 'deviceCount', 'findingCount'];

export class Store {
  constructor(onChange) {
    this.onChange = onChange;
    this.runs = new Map();
    this.nodes = new Map();
    this.alerts = new Map();
    this.missing = new Map();
    this.series = new Map();
    this.traces = new Map();
    this.tracesFetched = 0;
    /** Subjects that the view shown now needs the whole of. */
    this.wanted = new Set();
    this.bySubject = null;
    this.seen = new Map();
    this.fresh = null;
    this.ready = false;
    this.answers = new Map();
    this.texts = new Map();
    this.unreadable = 0;
    this.clockOffset = 0;
    this.connection = { state: 'connecting', since: performance.now(), attempt: 0, retryAt: 0 };
  }

  /** A new connection begins: it will list everything, and what it does not list is gone. */
  opened() {
    this.fresh = { runs: new Set(), nodes: new Set(), alerts: new Set() };
    this.say('live');
  }

  lost(retryAt, attempt) {
    if (this.connection.state !== 'lost') this.connection = { state: this.ready || attempt > 1 ? 'lost' : 'connecting', since: performance.now() };
    Object.assign(this.connection, { retryAt, attempt });
    this.onChange();
  }

  say(state) {
    if (this.connection.state !== state) this.connection = { state, since: performance.now(), attempt: 0, retryAt: 0 };
    this.onChange();
  }

  /** Everything has been listed once. */
  listed() {
    if (this.fresh) for (const kind of ['runs', 'nodes', 'alerts']) {
      for (const id of this[kind].keys()) if (!this.fresh[kind].has(id)) this[kind].delete(id);
    }
    this.bySubject = null;
    this.fresh = null;
    this.ready = true;
    for (const [subject, series] of this.series) if (series.watched) this.refill(subject, series.refillFrom);
    this.onChange();
  }

  /** The whole of a run. */
  run(report) {
    this.take('runs', report.run.id, { ...rowPart(this.runs.get(report.run.id)), ...report });
  }

  /** The whole of a node. */
  node(node) {
    this.take('nodes', node.node, { ...rowPart(this.nodes.get(node.node)), ...node });
  }

  /** Rows of runs and nodes; where the whole is known, what a row says is newer. */
  rows({ runs, nodes }) {
    for (const row of runs) this.take('runs', row.run.id, newer(this.runs.get(row.run.id), row, row.run.state));
    for (const row of nodes) this.take('nodes', row.node, newer(this.nodes.get(row.node), row));
  }

  take(kind, id, known) {
    const subject = (kind === 'runs' ? 'run/' : 'node/') + id;
    const asOf = kind === 'runs' ? known.run.asOf : known.asOf;
    this.fresh?.[kind].add(id);
    this.note(subject, asOf);
    if (known.powerMilliwatts !== undefined) this.traceOf(subject).add(Date.parse(asOf), known.powerMilliwatts);
    this[kind].set(id, known);
    this.onChange();
  }

  traceOf(subject) {
    if (!this.traces.has(subject)) this.traces.set(subject, new Trace());
    return this.traces.get(subject);
  }

  /** The small line of what is listed; the first few are fetched, so that a page that opens has them at once. */
  trace(subject) {
    const trace = this.traceOf(subject);
    if (!trace.asked && this.tracesFetched < TRACES_FETCHED && trace.marks.length > 0) {
      trace.asked = true;
      this.tracesFetched++;
      this.fillTrace(trace, subject);
    }
    return trace;
  }

  async fillTrace(trace, subject) {
    const answer = await this.get(seriesPath(subject, (trace.marks[0][0] - TRACE_MILLIS) * 1000));
    if (!answer.ok) return;
    const series = new Series();
    for (const point of answer.body.points ?? []) series.add(point);
    trace.fillFrom(series);
    this.onChange();
  }

  alert(alert) {
    this.fresh?.alerts.add(alert.fingerprint);
    this.alerts.set(alert.fingerprint, alert);
    this.bySubject = null;
    this.onChange();
  }

  point(subject, point) {
    this.seriesOf(subject).add(point);
    this.onChange();
  }

  seriesOf(subject) {
    if (!this.series.has(subject)) this.series.set(subject, new Series());
    return this.series.get(subject);
  }

  /** Says that the view shown needs the whole of a subject: the stream then brings it. */
  want(subject) {
    this.wanted.add(subject);
  }

  /** Keeps the whole series of a subject from now on, and fetches what the collector holds of it. */
  watch(subject) {
    this.want(subject);
    const series = this.seriesOf(subject);
    if (series.watched) return series;
    series.watched = true;
    this.refill(subject, 0);
    return series;
  }

  async refill(subject, since) {
    const answer = await this.get(seriesPath(subject, since));
    if (!answer.ok) return;
    const series = this.seriesOf(subject);
    for (const point of answer.body.points ?? []) series.add(point);
    this.onChange();
  }

  /** One run with its books; by id or name. What is not there is kept in `missing` with the collector's own words. */
  async fetchRun(idOrName) {
    const answer = await this.get('api/v1/runs/' + encodeURIComponent(idOrName));
    if (answer.ok) {
      this.missing.delete(idOrName);
      this.run(answer.body);
      return;
    }
    if (answer.status === 404 && answer.body) this.missing.set(idOrName, answer.body);
    this.onChange();
  }

  /**
   * What the collector last answered to a GET, asked for again when that is older than `everySeconds` and somebody
   * still looks. Nothing to see yet is an empty object; a failure leaves what was known and says so in `problem`.
   */
  ask(path, everySeconds) {
    const held = this.answers.get(path) ?? { asked: -Infinity };
    this.answers.delete(path);
    this.answers.set(path, held);
    if (performance.now() - held.asked > everySeconds * 1000 && this.connection.state === 'live') {
      held.asked = performance.now();
      this.get(path).then(({ ok, body }) => {
        if (ok) Object.assign(held, { body, problem: undefined });
        else held.problem = body ?? { error: 'The collector did not answer.' };
        this.onChange();
      });
    }
    if (this.answers.size > ANSWERS_KEPT) this.answers.delete(this.answers.keys().next().value);
    return held;
  }

  /** A GET that never throws: `ok` with the body; an error the collector explained; or neither. */
  async get(path) {
    try {
      const response = await fetch(path, { headers: { accept: 'application/json' }, cache: 'no-store' });
      const date = Date.parse(response.headers.get('date') ?? '');
      if (!Number.isNaN(date) && Math.abs(date - Date.now()) > 2000) this.clockOffset = date - Date.now();
      const body = await response.json().catch(() => null);
      return { ok: response.ok && body !== null, status: response.status, body };
    } catch {
      return { ok: false, body: null };
    }
  }

  /** A call that changes something; answers as `get` does. */
  async send(method, path, body) {
    try {
      const response = await fetch(path, { method, headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) }, body: body && JSON.stringify(body) });
      return { ok: response.ok, status: response.status, body: await response.json().catch(() => null) };
    } catch {
      return { ok: false, body: null };
    }
  }

  /** Puts what a call changed into what `ask` holds, until the collector is asked again: not at once, for it reads what it wrote a moment later. */
  amend(path, change) {
    const held = this.answers.get(path) ?? {};
    Object.assign(held, { body: change(held.body), asked: performance.now() });
    this.answers.set(path, held);
    this.onChange();
  }

  /** Why the collector does not do its work, in its own words; nothing while it does. */
  trouble() {
    const { problem } = this.ask('q/health/ready', 5);
    const said = (problem?.checks ?? []).filter(({ status }) => status === 'DOWN').map(({ data }) => TROUBLES.map((name) => data?.[name]).find(Boolean));
    return said.find(Boolean);
  }

  note(subject, asOf) {
    // An account without energy yet is as of 1970.
    if (!asOf || Date.parse(asOf) < 1e12) return;
    const before = this.seen.get(subject);
    if (before?.asOf === asOf) return;
    this.seen.set(subject, { asOf, at: performance.now(), advanced: before !== undefined });
  }

  /** The time it is where the collector runs, as near as its answers tell. */
  get now() {
    return Date.now() + this.clockOffset;
  }

  /**
   * Seconds since the newest sample of a subject. Once it was seen to move, only this page's own steady clock is
   * asked, so that clocks that disagree never make a living thing look stale; undefined while nothing is known.
   */
  age(subject) {
    const seen = this.seen.get(subject);
    if (!seen?.asOf) return undefined;
    const held = (performance.now() - seen.at) / 1000;
    return seen.advanced ? held : Math.max(held, (this.now - Date.parse(seen.asOf)) / 1000);
  }

  stale(subject) {
    const age = this.age(subject);
    return age !== undefined && age > STALE_SECONDS;
  }

  /** Alerts that are true now, the worst and newest first; of one subject, if named. */
  firing(subject) {
    this.bySubject ??= groupFiring(this.alerts);
    return (subject ? this.bySubject.get(subject) : this.bySubject.get('')) ?? NONE;
  }

  /** Fingerprints of the alerts that somebody asked not to be told of, to the silence that says so. */
  silenced() {
    const { body } = this.ask('api/v1/silences', 15);
    return new Map((body?.silences ?? []).flatMap((silence) => (silence.alerts ?? []).map((fingerprint) => [fingerprint, silence])));
  }

  resolved() {
    return [...this.alerts.values()].filter((a) => a.resolved).sort((a, b) => downward(a.resolved, b.resolved));
  }

  /** Newest first. */
  runList() {
    return [...this.runs.values()].sort((a, b) => downward(a.run.startedAt, b.run.startedAt));
  }

  newestNamed(name) {
    return this.runList().find((report) => report.run.name === name);
  }

  nodeList() {
    return [...this.nodes.values()].sort((a, b) => (a.node < b.node ? -1 : 1));
  }
}

function seriesPath(subject, since) {
  const [kind, ...path] = subject.split('/');
  return `api/v1/series/${kind}s/${path.map(encodeURIComponent).join('/')}?since=${Math.floor(since)}`;
}

const rowPart = (known) => Object.fromEntries(OF_ROWS.filter((name) => known?.[name] !== undefined).map((name) => [name, known[name]]));

/** The whole of something, brought up to date by its row. */
function newer(whole, row, state) {
  if (!whole) return row;
  const merged = { ...whole, ...row, energy: { ...whole.energy, ...row.energy } };
  if (row.progress) merged.progress = { ...whole.progress, ...row.progress };
  if (row.powerMilliwatts === undefined) delete merged.powerMilliwatts;
  if (state && state !== 'running') delete merged.forecast;
  return merged;
}

/** Alerts that fire, by subject, and under the empty one all of them; the worst and newest first. */
function groupFiring(alerts) {
  const all = [...alerts.values()].filter((alert) => !alert.resolved).sort(byWeight);
  const groups = new Map([['', all]]);
  for (const alert of all) groups.set(alert.subject, [...(groups.get(alert.subject) ?? []), alert]);
  return groups;
}

const WEIGHT = { critical: 0, warning: 1, info: 2 };
const byWeight = (a, b) => (WEIGHT[a.severity] ?? 3) - (WEIGHT[b.severity] ?? 3) || downward(a.since, b.since);

/** Times as text, the newest first. */
function downward(a = '', b = '') {
  return a === b ? 0 : a < b ? 1 : -1;
}
