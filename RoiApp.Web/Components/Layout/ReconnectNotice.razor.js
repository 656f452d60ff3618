// Starts the page's live connection, says when it is lost, gets it back, and loads the page again where the server no longer knows it.

import { keepPlace, returnToPlace } from '../../js/place.js';

const notice = document.getElementById('components-reconnect-modal');
const goodNewsForMs = 3000;
const quietAtMostMs = 15000;
const pingEveryMs = 5000;
const answersWithinMs = 8000;
let isLost = false;
let fading;

/** Shows one of the notice's texts; none without a name. */
function show(state, forMs) {
  clearTimeout(fading);
  if (state) { notice.dataset.state = state; } else { delete notice.dataset.state; }
  if (forMs) { fading = setTimeout(() => show(), forMs); }
}

function tell() {
  show(!navigator.onLine ? 'offline' : isLost ? 'trying' : undefined);
}

// Nothing of the user's is thrown away: files on their way and a field being edited come first.
function holdsSomething() {
  return Number(document.documentElement.dataset.uploading ?? 0) > 0 || document.querySelector('[data-testid="editing"]') !== null;
}

function reload() {
  keepPlace();
  location.reload();
}

function startAnew() {
  show(holdsSomething() ? 'asking' : 'reloading');
  if (notice.dataset.state === 'reloading') { reload(); }
}

// Blazor says what became of the connection by a class; .NET 10's raises an event as well, which older ones on restricted feeds do not.
async function take(state) {
  switch (state) {
    case 'show':
    case 'retrying':
      isLost = true;
      tell();
      break;
    case 'hide':
      if (isLost) {
        isLost = false;
        show('back', goodNewsForMs);
      }
      break;
    case 'paused':
      isLost = true;
      tell();
      if (!(await Blazor.resumeCircuit().catch(() => false))) { startAnew(); }
      break;
    case 'rejected':
    case 'resume-failed':
    case 'failed':
      startAnew();
      break;
  }
}

let last;
new MutationObserver(() => {
  const states = [...notice.classList].map((name) => name.replace('components-reconnect-', ''));
  const state = states.includes('retrying') ? 'retrying' : states[0];
  if (state && state !== last) {
    last = state;
    take(state);
  }
}).observe(notice, { attributeFilter: ['class'] });

notice.addEventListener('click', (event) => { if (event.target.closest('[data-reconnect="reload"]')) { reload(); } });

// Blazor waits between tries, and goes at once when the page comes into sight: a network that comes back is as good a moment.
addEventListener('online', () => {
  if (isLost) { document.dispatchEvent(new Event('visibilitychange')); }
  tell();
});
addEventListener('offline', tell);

await Blazor.start({
  circuit: {
    reconnectionOptions: {
      maxRetries: Number.MAX_SAFE_INTEGER,
      retryIntervalMilliseconds: (tries) => (tries === 0 ? 0 : Math.min(5000, 250 * 2 ** tries)),
    },
    configureSignalR: (connection) => {
      // A try that nobody answers must not keep the next one waiting.
      connection.withUrl('_blazor', { timeout: answersWithinMs }).withServerTimeout(quietAtMostMs).withKeepAliveInterval(pingEveryMs);
    },
  },
});
returnToPlace();
