/** One drawing of lines or stacked areas over time, steps or energy, with a legend that reads out the cursor. */
/* global uPlot */

const HEIGHT = 240;
// Whole pixels: the library scales the digits before "px" for dense screens and knows no fraction.
const GRID_FONT = '12px Geist, system-ui, sans-serif';

/** What `h` needs to hold a chart. `look` is everything that is drawn; see `Chart.show`. */
export const holding = (look) => ({
  mount: (el) => { (el.chart = new Chart(el)).show(look); },
  update: (el) => el.chart.show(look),
  unmount: (el) => el.chart.close(),
});

class Chart {
  constructor(el) {
    this.el = el;
    this.legend = document.createElement('div');
    this.legend.className = 'legend';
    this.plotAt = document.createElement('div');
    this.plotAt.className = 'plot';
    this.plotAt.tabIndex = 0;
    this.plotAt.setAttribute('role', 'group');
    el.append(this.legend, this.plotAt);
    this.resizer = new ResizeObserver(() => this.plot?.setSize(this.size()));
    this.resizer.observe(this.plotAt);
    this.plotAt.addEventListener('keydown', (event) => this.onKey(event));
    this.plotAt.addEventListener('pointermove', (event) => event.pointerType === 'touch' && this.point(event));
    this.plotAt.addEventListener('blur', () => this.plot?.setCursor({ left: -10, top: -10 }));
  }

  /**
   * Draws `x` and `series` ({name, label, color, values}; null is a gap), `stacked` or not, between `from` and `to`.
   * `xTicks` and `yTicks` turn values into words for the axes, `xWords` and `yWords` for the legend; `idle` is the
   * legend's heading without a cursor; `zoomed(from, to)` is told what was selected.
   */
  show(look) {
    const shape = JSON.stringify([look.series.map((s) => [s.name, s.color]), look.stacked, look.kind, themeNow()]);
    this.look = look;
    this.data = [look.x, ...(look.stacked ? stack(look.series) : look.series.map((s) => s.values))];
    this.plotAt.setAttribute('aria-label', look.label);
    if (shape !== this.shape || !this.plot) this.build(shape);
    else if (look.version !== this.version) {
      this.plot.batch(() => {
        this.plot.setData(this.data, false);
        this.plot.setScale('x', { min: look.from, max: look.to });
      });
    }
    this.version = look.version;
    this.readOut();
  }

  build(shape) {
    this.plot?.destroy();
    this.shape = shape;
    this.plot = new uPlot(this.options(), this.data, this.plotAt);
    this.rows = null;
  }

  size() {
    return { width: Math.max(200, this.plotAt.clientWidth), height: HEIGHT };
  }

  options() {
    const { series, stacked } = this.look;
    const css = getComputedStyle(document.documentElement);
    const ink = (name) => css.getPropertyValue(name).trim();
    const colors = series.map((s) => ink(s.color));
    const axis = { stroke: ink('--ink-3'), font: GRID_FONT, ticks: { show: false }, gap: 8 };
    const grid = { stroke: ink('--line'), width: 1 };
    return {
      ...this.size(),
      padding: [10, 26, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: this.look.kind === 'time', range: (u, low, high) => [this.look.from ?? low, Math.max(this.look.to ?? high, (this.look.from ?? low) + 1e-9)] },
        y: { range: (u, low, high) => this.spread(low, high) },
      },
      cursor: { y: false, points: { size: 7 }, drag: { x: Boolean(this.look.zoomed), y: false, setScale: false } },
      axes: [
        { ...axis, grid: { show: false }, size: 30, space: 90, values: (u, at) => this.look.xTicks(at) },
        { ...axis, grid, size: (u, words) => Math.max(36, 16 + 7.2 * Math.max(...(words ?? ['']).map((word) => word.length))), space: 44, values: (u, at) => this.look.yTicks(at) },
      ],
      series: [{}, ...series.map((s, i) => ({
        label: s.label, stroke: colors[i], width: 1.5, points: { show: false }, spanGaps: Boolean(this.look.spanGaps), dash: s.dash,
        fill: stacked && i === 0 ? colors[i] + '55' : undefined,
      }))],
      bands: stacked ? series.slice(1).map((s, i) => ({ series: [i + 2, i + 1], fill: colors[i + 1] + '55' })) : [],
      hooks: { setCursor: [() => this.readOut()], setSelect: [(u) => this.onSelect(u)] },
    };
  }

  // Power starts at zero, so that areas mean energy; a loss does not.
  spread(low, high) {
    if (low === null || high === null || !Number.isFinite(high)) return [0, 1];
    if (this.look.stacked) return [0, high > 0 ? high * 1.1 : 1];
    const margin = (high - low || Math.abs(high) || 1) * 0.08;
    return [low - margin, high + margin];
  }

  onSelect(u) {
    if (!this.look.zoomed || u.select.width < 8) return;
    const from = u.posToVal(u.select.left, 'x');
    const to = u.posToVal(u.select.left + u.select.width, 'x');
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.look.zoomed(from, to);
  }

  point(event) {
    const box = this.plot.over.getBoundingClientRect();
    this.plot.setCursor({ left: event.clientX - box.left, top: 10 });
  }

  onKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') this.plot.setCursor({ left: -10, top: -10 });
    if (!step || !this.plot || this.look.x.length === 0) return;
    event.preventDefault();
    const last = this.look.x.length - 1;
    const at = Math.min(last, Math.max(0, (this.plot.cursor.idx ?? last + 1) + step * (event.shiftKey ? 10 : 1)));
    this.plot.setCursor({ left: this.plot.valToPos(this.look.x[at], 'x'), top: 10 });
    document.getElementById('spoken').textContent = this.legend.innerText.replace(/\s+/g, ' ');
  }

  readOut() {
    const { series, x, xWords, yWords, idle } = this.look;
    if (!this.rows) this.legendRows(series);
    const at = this.plot?.cursor.idx;
    const pointed = at !== null && at !== undefined && this.plot.cursor.left >= 0 && x[at] !== undefined;
    this.heading.textContent = pointed ? xWords(x[at]) : idle.heading;
    let sum = null;
    series.forEach((s, i) => {
      const value = pointed ? s.values[at] : idle.values[s.name];
      if (typeof value === 'number') sum = (sum ?? 0) + value;
      this.rows[i].textContent = value === null || value === undefined ? '—' : yWords(value);
    });
    if (this.sum) this.sum.textContent = sum === null ? '—' : yWords(sum);
    this.legend.classList.toggle('pointed', Boolean(pointed));
  }

  legendRows(series) {
    this.legend.replaceChildren();
    this.heading = row(this.legend, 'span', 'legend-at', '');
    this.rows = series.map((s) => this.legendRow(s.label, s.color));
    this.sum = this.look.stacked && series.length > 1 ? this.legendRow('Together', null) : null;
  }

  legendRow(label, color) {
    const item = row(this.legend, 'span', 'legend-item', '');
    const mark = row(item, 'span', 'swatch', '');
    if (color) mark.style.setProperty('background', `var(${color})`);
    else mark.remove();
    row(item, 'span', '', label);
    return row(item, 'span', 'amount', '');
  }

  close() {
    this.resizer.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }
}

function row(parent, tag, className, text) {
  const el = document.createElement(tag);
  el.className = className;
  el.textContent = text;
  parent.append(el);
  return el;
}

// Each line is the sum up to it; a gap is where no part has a value.
function stack(series) {
  const sums = (series[0]?.values ?? []).map((_, i) => (series.some((s) => s.values[i] !== null) ? 0 : null));
  return series.map((s) => {
    s.values.forEach((value, i) => { if (sums[i] !== null) sums[i] += value ?? 0; });
    return [...sums];
  });
}

/** The theme that is drawn now: a change of it redraws every chart. */
export const themeNow = () =>
  document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
