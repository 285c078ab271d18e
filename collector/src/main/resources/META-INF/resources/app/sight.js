/** Which rows of long lists can be seen: the others are brought up to date when they come into sight. */
const MARGIN = '50% 0px';

const away = new WeakSet();
const watched = new WeakSet();
let onPaper = false;
let observer = null;

/** `onSight` is called when rows come into sight that may be out of date. */
export function startSight(onSight) {
  observer = new IntersectionObserver((entries) => {
    let came = false;
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) away.add(target);
      else came = away.delete(target) || came;
    }
    if (came) onSight();
  }, { rootMargin: MARGIN });
  // Paper shows all of it.
  window.addEventListener('beforeprint', () => { onPaper = true; onSight(); });
  window.addEventListener('afterprint', () => { onPaper = false; });
}

/** Looks at rows that a draw brought; called after each. */
export function lookAt(rows) {
  for (const row of rows) {
    if (watched.has(row)) continue;
    watched.add(row);
    observer.observe(row);
  }
}

export const outOfSight = (row) => !onPaper && row.isConnected && away.has(row);
