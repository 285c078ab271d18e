/** The connection: one stream of events, opened again when it breaks, distrusted when it falls silent. */
const RETRY_MILLIS = [500, 1000, 2000, 4000, 5000];
const SILENCE_MILLIS = 15_000;

export class Live {
  constructor(store) {
    this.store = store;
    this.source = null;
    this.timer = 0;
    this.attempt = 0;
    this.heard = 0;
    this.watched = new Set();
    this.takers = {
      rows: (rows) => store.rows(rows),
      run: (report) => store.run(report),
      node: (node) => store.node(node),
      alert: (alert) => store.alert(alert),
      series: ({ subject, point }) => store.point(subject, point),
      ready: () => store.listed(),
    };
  }

  /** Sees to it that the stream brings the whole of these; what it brought before it may leave out. */
  watch(subjects) {
    if ([...subjects].every((subject) => this.watched.has(subject))) return;
    this.watched = new Set(subjects);
    if (this.source && this.store.connection.state === 'live') this.again();
  }

  start() {
    this.begin(window.early);
    setInterval(() => this.listen(), 5000);
    window.addEventListener('online', () => this.again());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.store.connection.state !== 'live') this.again();
    });
    // A page put aside by the browser must not hold one of the few connections a host allows.
    window.addEventListener('pagehide', () => this.source?.close());
    window.addEventListener('pageshow', (event) => event.persisted && this.again());
  }

  /** Tries at once instead of when its turn comes. */
  again() {
    clearTimeout(this.timer);
    this.source?.close();
    this.open();
  }

  /** Goes on with the stream that early.js opened, if it brings what is wanted here. */
  begin(early) {
    const ofUse = early.source.readyState !== EventSource.CLOSED && [...this.watched].every((subject) => subject === early.watched);
    if (!ofUse) {
      early.source.close();
      this.open();
      return;
    }
    this.watched = new Set([early.watched].filter(Boolean));
    this.listenTo(early.source);
    if (early.source.readyState === EventSource.OPEN) early.source.onopen();
    for (const event of early.take()) this.hear(event);
  }

  open() {
    this.listenTo(new EventSource('api/v1/live?watch=' + encodeURIComponent([...this.watched].join(','))));
  }

  listenTo(source) {
    this.source = source;
    this.heard = performance.now();
    source.onopen = () => {
      this.attempt = 0;
      this.store.opened();
    };
    source.onerror = () => this.broke(source);
    for (const name of Object.keys(this.takers)) source.addEventListener(name, (event) => this.hear(event));
  }

  hear({ type, data }) {
    this.heard = performance.now();
    try {
      this.takers[type](JSON.parse(data));
    } catch (problem) {
      this.store.unreadable++;
      console.error(`an event "${type}" could not be read`, problem);
    }
  }

  broke(source) {
    if (source !== this.source) return;
    source.close();
    const wait = RETRY_MILLIS[Math.min(this.attempt, RETRY_MILLIS.length - 1)];
    this.attempt++;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), wait);
    this.store.lost(performance.now() + wait, this.attempt);
  }

  // A half-open connection gives neither events nor an error. Silence is also what an idle stack sounds like: ask.
  async listen() {
    if (this.store.connection.state !== 'live' || performance.now() - this.heard < SILENCE_MILLIS) return;
    const source = this.source;
    const answer = await this.store.get('api/v1/nodes');
    if (source !== this.source) return;
    const moved = answer.ok && answer.body.nodes.some((node) => node.asOf !== this.store.nodes.get(node.node)?.asOf);
    if (!answer.ok || moved) this.broke(source);
    else this.heard = performance.now();
  }
}
