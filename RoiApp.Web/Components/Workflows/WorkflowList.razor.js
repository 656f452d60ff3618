// Tells the list whether anybody can see it: a page in the background follows nothing.
export function attach(list) {
  const listening = new AbortController();
  document.addEventListener('visibilitychange', () => {
    list.invokeMethodAsync('Appear', document.visibilityState === 'visible').catch(() => { /* Lost: the page says so itself. */ });
  }, { signal: listening.signal });
  return { detach: () => listening.abort() };
}
