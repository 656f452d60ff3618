// The two ways out of a lost connection: ask again, or load the page anew when the server no longer knows it.
document.addEventListener('click', async (event) => {
  const action = event.target.closest?.('[data-reconnect]')?.dataset.reconnect;
  if (action === 'reload') {
    location.reload();
  } else if (action === 'retry' && !(await Blazor.reconnect().catch(() => true))) {
    location.reload(); // Reached, but it does not know this page any more.
  }
});

// A laptop that wakes up, or a network that comes back, need not wait for a click.
const again = () => {
  if (document.querySelector('#components-reconnect-modal.components-reconnect-failed')) {
    document.querySelector('[data-reconnect="retry"]').click();
  }
};
addEventListener('online', again);
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && again());
