// Where somebody was on a page, across a load of it that they did not ask for.

const key = 'roiapp.place';
const waitAtMostMs = 15000;
const freshForMs = 60000;

/** Call before loading the page again. */
export function keepPlace() {
  sessionStorage.setItem(key, JSON.stringify({ address: location.href, top: scrollY, at: Date.now() }));
}

/** Scrolls to where keepPlace() was called, once the page is long enough for it; whoever scrolls meanwhile has chosen another place. */
export function returnToPlace() {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null');
  sessionStorage.removeItem(key);
  if (kept?.address !== location.href || Date.now() - kept.at > freshForMs || kept.top === 0) { return; }

  const ended = new AbortController();
  const growing = new ResizeObserver(() => {
    if (document.documentElement.scrollHeight >= kept.top + innerHeight) {
      scrollTo({ top: kept.top, behavior: 'instant' });
      document.documentElement.dataset.returnedTo = Math.round(kept.top);
      ended.abort();
    }
  });
  ended.signal.addEventListener('abort', () => growing.disconnect());
  for (const own of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
    addEventListener(own, () => ended.abort(), { signal: ended.signal, passive: true });
  }
  setTimeout(() => ended.abort(), waitAtMostMs);
  growing.observe(document.body);
}
