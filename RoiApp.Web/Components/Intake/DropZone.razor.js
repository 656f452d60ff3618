// Sends files to /api/workflows by XMLHttpRequest (fetch knows no upload progress) and reports how far each is.

const sentAtOnce = 3;
const reportEveryMs = 100;

// Files go on being sent while other pages of RoiApp are shown, but leaving it altogether would break them off: the browser asks first.
let underWay = 0;
addEventListener('beforeunload', (event) => { if (underWay > 0) { event.preventDefault(); } });

/** Makes `zone` (and the page around it) take dropped files and `input` chosen ones. Returns what the page can ask for. */
export function attach(zone, input, page) {
  const files = new Map();
  const queue = [];
  const listening = new AbortController();
  let lastKey = 0;
  let sending = 0;
  let depth = 0;

  const on = (target, type, handle) => target.addEventListener(type, handle, { signal: listening.signal });
  const carriesFiles = (event) => event.dataTransfer?.types.includes('Files');

  // A near miss must not make the browser leave the page for the file, so the whole window takes drops.
  on(window, 'dragenter', (event) => { if (carriesFiles(event)) { depth++; zone.toggleAttribute('data-over', true); } });
  on(window, 'dragleave', (event) => { if (carriesFiles(event)) { depth = Math.max(0, depth - 1); zone.toggleAttribute('data-over', depth > 0); } });
  on(window, 'dragover', (event) => { if (carriesFiles(event)) { event.preventDefault(); event.dataTransfer.dropEffect = 'copy'; } });
  on(window, 'drop', (event) => {
    if (!carriesFiles(event)) { return; }
    event.preventDefault();
    depth = 0;
    zone.toggleAttribute('data-over', false);
    choose([...event.dataTransfer.items].filter((item) => item.kind === 'file').map((item) => ({ file: item.getAsFile(), isFolder: item.webkitGetAsEntry?.()?.isDirectory ?? false })));
  });
  on(input, 'change', () => {
    choose([...input.files].map((file) => ({ file, isFolder: false })));
    input.value = ''; // The same file can be chosen again.
  });

  async function choose(chosen) {
    const entries = chosen.filter((entry) => entry.file).map((entry) => ({ key: ++lastKey, ...entry }));
    if (entries.length === 0) { return; }
    entries.forEach((entry) => files.set(entry.key, entry));
    const keys = await page.invokeMethodAsync('Choose', entries.map(({ key, file, isFolder }) => ({ key, name: file.name, bytes: file.size, isFolder })));
    entries.filter((entry) => !keys.includes(entry.key)).forEach((entry) => files.delete(entry.key));
    const fields = await page.invokeMethodAsync('Fields');
    keys.forEach((key) => { files.get(key).fields = fields; queue.push(key); });
    sendNext();
  }

  function sendNext() {
    while (sending < sentAtOnce && queue.length > 0) {
      const entry = files.get(queue.shift());
      if (entry) { send(entry); }
    }
  }

  function send(entry) {
    const request = new XMLHttpRequest();
    const ended = (phase, said = {}) => {
      sending--;
      underWay--;
      entry.request = null;
      report(entry, { phase, percent: 0, problem: null, workflowId: null, canRetry: true, ...said });
      sendNext();
    };
    const fileBytes = Math.max(1, entry.file.size);
    request.upload.onprogress = ({ loaded }) => report(entry, { phase: 'Sending', percent: Math.min(100, (loaded / fileBytes) * 100), canRetry: true }, true);
    request.upload.onload = () => report(entry, { phase: 'Storing', percent: 100, canRetry: true });
    request.onload = () => {
      if (request.status === 201) {
        ended('Done', { percent: 100, workflowId: JSON.parse(request.responseText).id });
      } else {
        ended('Failed', { problem: problemIn(request), canRetry: request.status >= 500 || request.status === 429 || request.status === 408 });
      }
    };
    request.onerror = () => ended('Failed', { problem: 'The connection broke off, or the file changed or moved meanwhile. Check both, then try again.' });
    request.onabort = () => ended('Cancelled');

    const form = new FormData();
    Object.entries(entry.fields).forEach(([name, value]) => form.append(name, value));
    form.append('file', entry.file, entry.file.name); // Last, so that the fields are known when its bytes arrive.
    request.open('POST', '/api/workflows');
    request.setRequestHeader('Accept', 'application/json, application/problem+json');
    entry.request = request;
    sending++;
    underWay++;
    report(entry, { phase: 'Sending', percent: 0, canRetry: true });
    request.send(form);
  }

  // The newest state of a file is what counts: while one report is on its way (or the connection is down) later ones replace each other.
  function report(entry, state, mayWait = false) {
    entry.state = { key: entry.key, ...state };
    const wait = mayWait ? (entry.reportedAt ?? 0) + reportEveryMs - performance.now() : 0;
    if (wait <= 0) { deliver(entry); } else { entry.timer ??= setTimeout(() => deliver(entry), wait); }
  }

  async function deliver(entry) {
    clearTimeout(entry.timer);
    entry.timer = null;
    if (entry.delivering) { return; }
    entry.delivering = true;
    while (entry.state && !listening.signal.aborted) {
      const state = entry.state;
      entry.state = null;
      entry.reportedAt = performance.now();
      try {
        await page.invokeMethodAsync('Report', state);
      } catch {
        entry.state ??= state;
        await new Promise((resolve) => { setTimeout(resolve, 1000); });
      }
    }
    entry.delivering = false;
  }

  return {
    cancel(key) {
      const entry = files.get(key);
      if (entry?.request) {
        entry.request.abort();
      } else if (entry && queue.includes(key)) {
        queue.splice(queue.indexOf(key), 1);
        report(entry, { phase: 'Cancelled', percent: 0, canRetry: true });
      }
    },
    retry(key) {
      const entry = files.get(key);
      if (entry && !entry.request && !queue.includes(key)) {
        report(entry, { phase: 'Waiting', percent: 0, canRetry: true });
        queue.push(key);
        sendNext();
      }
    },
    dismiss(key) { files.delete(key); },
    detach() { listening.abort(); },
  };
}

/** What a refusal (RFC 9457) says, in its own words; the field at fault first. */
function problemIn(request) {
  try {
    const problem = JSON.parse(request.responseText);
    const fields = Object.values(problem.errors ?? {}).flat();
    const said = fields.length > 0 ? fields.join(' ') : problem.detail ?? problem.title;
    if (said) { return said; }
  } catch {
    // No problem document: the status has to do.
  }
  return request.status === 413 ? 'This file is too large.' : `RoiApp answered ${request.status} ${request.statusText}. Try again; if it stays so, look into its log.`;
}
