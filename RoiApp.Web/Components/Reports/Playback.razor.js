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

  // A search leads to a place: ?segment= or ?contact=, and ?at= in milliseconds.
  const wanted = new URLSearchParams(location.search);
  const place = document.querySelector(wanted.has('segment') ? `[data-segment="${Number(wanted.get('segment'))}"]` : `[data-contact="${Number(wanted.get('contact') ?? -1)}"]`);
  if (place) {
    place.scrollIntoView({ block: 'center' });
    place.toggleAttribute('data-found', true);
    setTimeout(() => place.toggleAttribute('data-found', false), 4000);
    const player = audio();
    if (player && wanted.has('at')) {
      const jump = () => { player.currentTime = Number(wanted.get('at')) / 1000; };
      if (player.readyState > 0) { jump(); } else { player.addEventListener('loadedmetadata', jump, { once: true, ...options }); }
    }
  }

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
