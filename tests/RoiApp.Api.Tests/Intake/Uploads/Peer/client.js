// tus-js-client as published, against RoiApp: one line of JSON for each upload. Usage: client.js SERVER FILE NAME MODE

const fs = require('fs');
const { PassThrough } = require('stream');
const tus = require('tus-js-client');

const [server, path, filename, mode] = process.argv.slice(2);
const size = fs.statSync(path).size;
const modes = {
  whole: {},
  chunks: { chunkSize: 100_000 },
  'with-creation': { uploadDataDuringCreation: true },
  deferred: { uploadLengthDeferred: true, chunkSize: 150_000 },
  override: { overridePatchMethod: true },
  resumed: { chunkSize: 100_000 },
};

let aborted = false;
let last;
// A length is deferred for what comes from a pipe; of a file the client knows it.
const input = mode === 'deferred' ? fs.createReadStream(path).pipe(new PassThrough()) : fs.createReadStream(path);
const upload = new tus.Upload(input, {
  endpoint: `${server}/api/uploads`,
  metadata: { filename, priority: 'high' },
  uploadSize: mode === 'deferred' ? null : size,
  retryDelays: [0, 100],
  chunkSize: Infinity,
  ...modes[mode],
  onAfterResponse: (_, response) => { last = response.getHeader('Roi-Workflow') ?? last; },
  onChunkComplete: (_, accepted) => {
    if (mode !== 'resumed' || aborted || accepted < 200_000) { return; }
    aborted = true;
    upload.abort().then(() => {
      // As a new process would: another object that knows the address only.
      const again = new tus.Upload(fs.createReadStream(path), {
        endpoint: `${server}/api/uploads`, uploadUrl: upload.url, uploadSize: size, chunkSize: Infinity,
        onAfterResponse: (_, response) => { last = response.getHeader('Roi-Workflow') ?? last; },
        onSuccess: done, onError: failed,
      });
      again.start();
    });
  },
  onSuccess: done,
  onError: failed,
});
upload.start();

function done() { console.log(JSON.stringify({ mode, workflow: last })); }

function failed(error) {
  console.error(String(error));
  process.exitCode = 1;
}
