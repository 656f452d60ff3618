// Jumps into the recording, and the mark on what is being heard. The server is not asked for any of it.

export function attach(root) {
  const listening = new AbortController();
  const options = { signal: listening.signal };
  const audio = () => root.querySelector('audio');
  const calm = matchMedia('(prefers-reduced-motion: reduce)');

  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('[data-seek-ms]');
    if (!link) { return; }
    const player = audio();
    if (player) {
      player.currentTime = Number(link.dataset.seekMs) / 1000;
      player.play().catch(() => { /* Not loaded or not allowed: the position is set all the same. */ });
    }
    const segment = document.querySelector(`[data-segment="${link.dataset.seekSegment}"]`);
    if (segment && !segment.contains(link)) {
      segment.scrollIntoView({ block: 'center', behavior: calm.matches ? 'auto' : 'smooth' });
      segment.toggleAttribute('data-found', true);
      setTimeout(() => segment.toggleAttribute('data-found', false), 2500);
    }
  }, options);

  // Media events do not bubble, but they can be caught on their way down.
  root.addEventListener('timeupdate', () => {
    const now = audio().currentTime * 1000;
    const playing = !audio().paused;
    for (const segment of document.querySelectorAll('[data-start-ms]')) {
      segment.toggleAttribute('data-heard', playing && Number(segment.dataset.startMs) <= now && now < Number(segment.dataset.endMs));
    }
  }, { capture: true, ...options });

  return { detach: () => listening.abort() };
}
