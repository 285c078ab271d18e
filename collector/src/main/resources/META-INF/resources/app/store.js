/** All that the page knows, and when it learnt it. Views read it; only live.js and fetches below write it. */
import { Series } from './series.js';

/** Older than this and a thing that should move is called stale. */
export const STALE_SECONDS = 5;

export class Store {
  constructor(onChange) {
    this.onChange = onChange;
    this.runs = new Map();
    this.nodes = new Map();
    this.alerts = new Map();
    this.missing = new Map();
    this.series = new Map();
    this.seen = new Map();
    this.fresh = null;
    this.ready = false;
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
    this.fresh = null;
    this.ready = true;
    for (const [subject, series] of this.series) if (series.watched) this.refill(subject, series.refillFrom);
    this.onChange();
  }

  run(report) {
    const id = report.run.id;
    this.fresh?.runs.add(id);
    this.note('run/' + id, report.run.asOf);
    if (!this.runs.has(id) && report.run.state === 'running' && report.run.asOf) this.sparkOf('run/' + id, report.run.asOf);
    this.runs.set(id, report);
    this.onChange();
  }

  node(node) {
    this.fresh?.nodes.add(node.node);
    this.note('node/' + node.node, node.asOf);
    if (!this.nodes.has(node.node) && node.asOf) this.sparkOf('node/' + node.node, node.asOf);
    this.nodes.set(node.node, node);
    this.onChange();
  }

  alert(alert) {
    this.fresh?.alerts.add(alert.fingerprint);
    this.alerts.set(alert.fingerprint, alert);
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

  /** Keeps the whole series of a subject from now on, and fetches what the collector holds of it. */
  watch(subject) {
    const series = this.seriesOf(subject);
    if (series.watched) return series;
    series.watched = true;
    this.refill(subject, 0);
    return series;
  }

  sparkOf(subject, asOf) {
    this.refill(subject, (Date.parse(asOf) - 180_000) * 1000);
  }

  async refill(subject, since) {
    const [kind, ...path] = subject.split('/');
    const answer = await this.get(`api/v1/series/${kind}s/${path.map(encodeURIComponent).join('/')}?since=${Math.floor(since)}`);
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
    return [...this.alerts.values()].filter((a) => !a.resolved && (!subject || a.subject === subject)).sort(byWeight);
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
    return [...this.nodes.values()].sort((a, b) => a.node.localeCompare(b.node));
  }
}

const WEIGHT = { critical: 0, warning: 1, info: 2 };
const byWeight = (a, b) => (WEIGHT[a.severity] ?? 3) - (WEIGHT[b.severity] ?? 3) || downward(a.since, b.since);

/** Times as text, the newest first. */
function downward(a = '', b = '') {
  return a === b ? 0 : a < b ? 1 : -1;
}
