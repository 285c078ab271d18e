/** The last two minutes of power of something that is listed: just enough for a small line beside its number. */
import { resample } from './series.js';

export const TRACE_MILLIS = 120_000;
const MOST = 130;

export class Trace {
  constructor() {
    /** [milliseconds since 1970, milliwatts], oldest first. */
    this.marks = [];
    this.drawn = null;
    /** How often it was told what lies before its oldest mark. */
    this.filled = 0;
  }

  /** Takes what a row says; one no newer than the newest is known already. */
  add(at, milliwatts) {
    const last = this.marks[this.marks.length - 1];
    if (last && last[0] >= at) return;
    this.marks.push([at, milliwatts]);
    if (this.marks.length > MOST) this.marks.splice(0, this.marks.length - MOST);
    this.drawn = null;
  }

  /** Puts what a series knows of the time before the oldest mark in front of it. */
  fillFrom(series) {
    const until = this.marks[0]?.[0] ?? Infinity;
    const { x, series: [total] } = resample(series.points, series.lastTo - TRACE_MILLIS * 1000, series.lastTo, 2e6, (point) => ({ total: point.total }));
    const earlier = x.map((seconds, i) => [seconds * 1000, total?.values[i]]).filter(([at, watts]) => typeof watts === 'number' && at < until).map(([at, watts]) => [at, watts * 1000]);
    this.marks = [...earlier, ...this.marks].slice(-MOST);
    this.filled++;
    this.drawn = null;
  }

  /** A line and the area under it, to fit; a gap of over six seconds is one. */
  path(width, height) {
    if (this.drawn?.width === width) return this.drawn;
    const to = this.marks.length ? this.marks[this.marks.length - 1][0] : 0;
    const shown = this.marks.filter(([at]) => at >= to - TRACE_MILLIS);
    const most = Math.max(...shown.map(([, power]) => power), 0) * 1.12;
    let line = '';
    let area = '';
    shown.forEach(([at, power], i) => {
      if (!(most > 0)) return;
      const x = (((at - to + TRACE_MILLIS) / TRACE_MILLIS) * width).toFixed(1);
      const y = (height - 1.5 - (power / most) * (height - 3)).toFixed(1);
      const begins = i === 0 || at - shown[i - 1][0] > 6000;
      line += `${begins ? 'M' : 'L'}${x} ${y}`;
      area += `${begins ? `M${x} ${height}L` : 'L'}${x} ${y}`;
      if (i === shown.length - 1 || shown[i + 1][0] - at > 6000) area += `L${x} ${height}Z`;
    });
    this.drawn = { width, line: line || 'M0 0', area: area || 'M0 0' };
    return this.drawn;
  }
}
