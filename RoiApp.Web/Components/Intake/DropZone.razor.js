// Takes files, sends a few of them at a time and reports to the page how far each is.

import { Refusal, sendFile } from '../../js/resumable-upload.js';

const sentAtOnce = 3;
const reportEveryMs = 100;

// Files go on being sent while other pages of RoiApp are shown, but leaving it altogether stops them until they are chosen again: the browser asks first.
let underWay = 0;
function count(change) {
  underWay += change;
  document.documentElement.dataset.uploading = underWay; // For whoever would load the page again by itself.
}
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

  async function send(entry) {
    entry.sending = new AbortController();
    sending++;
    count(+1);
    report(entry, { phase: 'Sending', percent: 0, canRetry: true });
    let end;
    try {
      const workflowId = await sendFile(entry.file, entry.fields, ({ phase, bytes }) => {
        report(entry, { phase, percent: (bytes / Math.max(1, entry.file.size)) * 100, canRetry: true }, phase === 'Sending');
      }, entry.sending.signal);
      end = { phase: 'Done', percent: 100, workflowId };
    } catch (error) {
      end = entry.sending.signal.aborted ? { phase: 'Cancelled' }
        : error instanceof Refusal ? { phase: 'Failed', problem: error.message, canRetry: error.canRetry }
          : { phase: 'Failed', problem: `The upload stopped (${error}). Try again.` };
    }
    sending--;
    count(-1);
    entry.sending = null;
    report(entry, { percent: 0, problem: null, workflowId: null, canRetry: true, ...end });
    sendNext();
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
      if (entry?.sending) {
        entry.sending.abort();
      } else if (entry && queue.includes(key)) {
        queue.splice(queue.indexOf(key), 1);
        report(entry, { phase: 'Cancelled', percent: 0, canRetry: true });
      }
    },
    retry(key) {
      const entry = files.get(key);
      if (entry && !entry.sending && !queue.includes(key)) {
        report(entry, { phase: 'Waiting', percent: 0, canRetry: true });
        queue.push(key);
        sendNext();
      }
    },
    dismiss(key) { files.delete(key); },
    detach() { listening.abort(); },
  };
}
