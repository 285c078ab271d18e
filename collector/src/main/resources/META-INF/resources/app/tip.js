/** Explanations one look away: the title of an element on hover, on keyboard focus and on a tap. */
const DELAY_MILLIS = 180;

let tip = null;
let owner = null;
let timer = 0;

export function startTips() {
  tip = document.createElement('div');
  tip.id = 'tip';
  tip.className = 'tip';
  tip.setAttribute('role', 'tooltip');
  tip.hidden = true;
  document.body.append(tip);
  document.addEventListener('pointerover', (event) => {
    if (event.pointerType !== 'mouse') return;
    const el = hinted(event.target);
    if (el === owner) return;
    hide();
    if (el) timer = setTimeout(() => show(el), DELAY_MILLIS);
  });
  document.addEventListener('focusin', (event) => {
    hide();
    const el = hinted(event.target);
    if (el && event.target.matches(':focus-visible')) show(el);
  });
  document.addEventListener('click', onTap, true);
  document.addEventListener('keydown', (event) => event.key === 'Escape' && hide());
  document.addEventListener('scroll', hide, { capture: true, passive: true });
}

const hinted = (target) => (target instanceof Element ? target.closest('[title], [data-tip-open]') : null);

// A finger cannot hover: the first tap explains, also inside a row that is a link as a whole.
function onTap(event) {
  if (event.pointerType !== 'touch') return;
  const el = hinted(event.target);
  if (!el || el === owner || el.closest('button, a[href]:not(.row-link)')) {
    hide();
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  hide();
  show(el);
}

function show(el) {
  const text = el.getAttribute('title');
  if (!text || !el.isConnected) return;
  owner = el;
  el.removeAttribute('title');
  el.dataset.tipOpen = '';
  el.tipText = text;
  el.openTip = (changed) => {
    el.tipText = changed;
    tip.textContent = changed;
  };
  el.setAttribute('aria-describedby', 'tip');
  tip.textContent = text;
  tip.hidden = false;
  place(el);
}

function place(el) {
  const at = el.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left + at.width / 2 - width / 2), document.documentElement.clientWidth - width - 8);
  const above = at.top - height - 8;
  tip.style.setProperty('left', `${left}px`);
  tip.style.setProperty('top', `${above > 8 ? above : at.bottom + 8}px`);
}

function hide() {
  clearTimeout(timer);
  if (!owner) return;
  tip.hidden = true;
  if (owner.tipText) owner.setAttribute('title', owner.tipText);
  delete owner.dataset.tipOpen;
  owner.removeAttribute('aria-describedby');
  owner.openTip = null;
  owner = null;
}
