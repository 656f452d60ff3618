// Sends one file by tus 1.0.0 (tus.io/protocols/resumable-upload) and does not give up: what breaks off goes on where the server says it is, when the server
// or the network is back, and after the page was loaded again and the same file chosen. Chunks go by XMLHttpRequest, because fetch knows no upload progress.

const chunkBytes = 8 * 1024 * 1024;
const hashWholeUpTo = 64 * 1024 * 1024;
const waitFromMs = 500;
const waitToMs = 15_000;
const place = '/api/uploads';
const remembered = 'roiapp.upload:';

/** The server does not take the file, and would not the next time either unless `canRetry`. */
export class Refusal extends Error {
  constructor(message, canRetry) {
    super(message);
    this.canRetry = canRetry;
  }
}

/**
 * Resolves with the workflow's id once the server has the file and says so; the file is read until then, and not needed after.
 * Rejects with a Refusal, or with signal.reason when cancelled: then the server forgets what it has of the file.
 * `tell` hears { phase: 'Sending' | 'Storing' | 'Reconnecting', bytes }.
 */
export async function sendFile(file, fields, tell, signal) {
  const memory = memoryOf(file, fields);
  let url = memory.recall();
  let offset = 0;
  let asks = url !== null;
  let failures = 0;
  try {
    for (;;) {
      signal.throwIfAborted();
      try {
        if (!url) {
          url = await create(file, fields, signal);
          memory.keep(url);
          [offset, asks] = [0, false];
        }
        const answer = asks
          ? await request('HEAD', url, {}, null, signal)
          : await sendChunk(url, file, offset, tell, signal);
        const now = Number(answer.getResponseHeader('Upload-Offset'));
        if (now > offset) { failures = 0; }
        [offset, asks] = [now, false];
        const workflow = answer.getResponseHeader('Roi-Workflow');
        if (workflow) {
          await confirm(file, answer.getResponseHeader('Roi-Content-Sha256'));
          memory.forget();
          return workflow;
        }
      } catch (error) {
        if (!(error instanceof Answer)) { throw error; }
        if ((error.status === 404 || error.status === 410) && url) {
          memory.forget(); // Expired, or refused: it begins anew.
          url = null;
          if (failures++ === 0) { continue; }
        } else if (!error.isPassing) {
          throw error.asRefusal();
        } else {
          failures++;
        }
        tell({ phase: 'Reconnecting', bytes: offset });
        await pause(failures, signal);
        asks = true;
      }
    }
  } catch (error) {
    if (url && !(error instanceof Refusal && error.canRetry)) {
      memory.forget();
      request('DELETE', url, {}, null).catch(() => {}); // Whatever is left there expires.
    }
    throw error;
  }
}

async function create(file, fields, signal) {
  const metadata = Object.entries({ filename: file.name, ...fields }).map(([key, value]) => `${key} ${base64(new TextEncoder().encode(value))}`);
  const answer = await request('POST', place, { 'Upload-Length': file.size, 'Upload-Metadata': metadata.join(',') }, null, signal);
  return answer.getResponseHeader('Location');
}

// The server holds each chunk against its SHA-256 before it counts. Pages that came over plain HTTP from elsewhere have no crypto.subtle and send none.
async function sendChunk(url, file, offset, tell, signal) {
  const chunk = file.slice(offset, offset + chunkBytes);
  const headers = { 'Upload-Offset': offset, 'Content-Type': 'application/offset+octet-stream' };
  let body;
  try {
    body = await chunk.arrayBuffer();
  } catch {
    throw new Refusal('The file changed or moved while it was sent. Choose it again.', false);
  }
  if (crypto.subtle) { headers['Upload-Checksum'] = `sha256 ${base64(new Uint8Array(await crypto.subtle.digest('SHA-256', body)))}`; }
  return request('PATCH', url, headers, body, signal, (bytes) => {
    const out = offset + bytes;
    tell({ phase: out >= file.size ? 'Storing' : 'Sending', bytes: Math.min(out, file.size) });
  });
}

// Every chunk was verified on its way. A file that fits into memory is held against the server's hash as a whole, too.
async function confirm(file, sha256) {
  if (!crypto.subtle || file.size > hashWholeUpTo) { return; }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  if ([...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('') !== sha256) {
    throw new Refusal('RoiApp stored other bytes than this file has: it changed while it was sent. Delete that workflow and choose the file again.', false);
  }
}

/** An answer that is no success; status 0 when there was none. */
class Answer extends Error {
  constructor(request) {
    super(`${request.status}`);
    this.status = request.status;
    this.request = request;
  }

  // Nobody there, somebody else at it, a chunk damaged on its way: to be tried again. A full disk is for people.
  get isPassing() { return [0, 408, 409, 423, 429, 460].includes(this.status) || (this.status >= 500 && this.status !== 507); }

  asRefusal() { return new Refusal(problemIn(this.request), this.status >= 500); }
}

function request(method, url, headers, body, signal, progress) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    xhr.open(method, url);
    xhr.setRequestHeader('Tus-Resumable', '1.0.0');
    xhr.setRequestHeader('Accept', 'application/problem+json');
    Object.entries(headers).forEach(([name, value]) => xhr.setRequestHeader(name, value));
    if (progress) { xhr.upload.onprogress = ({ loaded }) => progress(loaded); }
    xhr.onload = () => (xhr.status >= 200 && xhr.status < 300 ? resolve(xhr) : reject(new Answer(xhr)));
    xhr.onerror = () => reject(new Answer(xhr));
    xhr.onabort = () => reject(signal?.reason ?? new Answer(xhr));
    xhr.onloadend = () => signal?.removeEventListener('abort', abort);
    signal?.addEventListener('abort', abort);
    xhr.send(body);
  });
}

// Longer each time, by chance, so that not all come back at once; at once when the browser says that the network is back.
function pause(failures, signal) {
  const ms = Math.min(waitToMs, waitFromMs * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
  return new Promise((resolve, reject) => {
    const ended = new AbortController();
    const end = (settle) => () => { clearTimeout(timer); ended.abort(); settle(signal.reason); };
    const timer = setTimeout(end(resolve), ms);
    addEventListener('online', end(resolve), { signal: ended.signal });
    signal.addEventListener('abort', end(reject), { signal: ended.signal });
  });
}

/** Where an unfinished upload of this very file, with the same fields, is; kept until it is finished or given up. */
function memoryOf(file, fields) {
  const key = remembered + JSON.stringify([file.name, file.size, file.lastModified, fields]);
  return {
    recall: () => { try { return localStorage.getItem(key); } catch { return null; } },
    keep: (url) => { try { localStorage.setItem(key, url); } catch { /* Then it can be resumed only as long as the page lives. */ } },
    forget: () => { try { localStorage.removeItem(key); } catch { /* It was never kept. */ } },
  };
}

function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
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
