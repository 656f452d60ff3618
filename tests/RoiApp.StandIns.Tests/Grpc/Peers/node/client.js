// Runs every interoperability case as a @grpc/grpc-js client, one JSON line each: {"case", "ok", "detail"}.
//
// usage: client.js PROTO_DIRECTORY HEALTH_PROTO_DIRECTORY TARGET TARGET_THAT_COMPRESSES
'use strict';

const assert = require('node:assert');
const { once } = require('node:events');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [protos, healthProtos, target, compressing] = process.argv.slice(2);
const TIME_LIMIT_MS = 20_000;
const GZIP = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip };

const load = (directory, file) => grpc.loadPackageDefinition(loader.loadSync(file, { includeDirs: [directory], keepCase: true, longs: Number, defaults: true }));
const { Interop, Nowhere } = load(protos, 'interop.proto').roi.testing;
const { Health } = load(healthProtos, 'grpc/health/v1/health.proto').grpc.health.v1;

const insecure = grpc.credentials.createInsecure();
const plain = new Interop(target, insecure);
const soon = (ms = TIME_LIMIT_MS) => ({ deadline: Date.now() + ms });
const bytes = (n) => Buffer.alloc(n);

function metadata(entries = {}) {
  const result = new grpc.Metadata();
  for (const [key, value] of Object.entries(entries)) result.set(key, value);
  return result;
}

// A unary or client streaming call as a promise of {answer, headers, trailers}.
function call(client, method, request, { headers = {}, options = soon(), write } = {}) {
  return new Promise((resolve, reject) => {
    const seen = { headers: new grpc.Metadata(), trailers: new grpc.Metadata() };
    const done = (error, answer) => setImmediate(() => (error ? reject(error) : resolve({ answer, ...seen })));
    const running = write
      ? client[method](metadata(headers), options, done)
      : client[method](request, metadata(headers), options, done);
    running.on('metadata', (m) => { seen.headers = m; });
    running.on('status', (s) => { seen.trailers = s.metadata; });
    if (write) write(running);
  });
}

async function collect(stream) {
  const answers = [];
  for await (const answer of stream) answers.push(answer);
  return answers;
}

async function fails(promise, code, details) {
  const error = await promise.then(() => { throw new Error(`OK instead of ${code}`); }, (e) => e);
  assert.strictEqual(error.code, code, error.message);
  if (details !== undefined) assert.strictEqual(error.details, details);
}

const next = async (stream) => (await once(stream, 'data'))[0];

const cases = {
  async empty_unary() {
    await call(plain, 'Empty', {});
  },
  async large_unary() {
    const { answer } = await call(plain, 'Unary', { response_bytes: 3_141_590, payload: bytes(2_718_280) });
    assert.strictEqual(answer.payload.length, 3_141_590);
  },
  async client_streaming() {
    const { answer } = await call(plain, 'ClientStream', null, {
      write: (stream) => {
        for (const n of [27182, 8, 1828, 45904]) stream.write({ payload: bytes(n) });
        stream.end();
      },
    });
    assert.deepStrictEqual([answer.bytes, answer.messages], [74922, 4]);
  },
  async server_streaming() {
    const sizes = [31415, 9, 2653, 58979, 2_500_000];
    const answers = await collect(plain.ServerStream({ response_sizes: sizes }, metadata(), soon()));
    assert.deepStrictEqual(answers.map((a) => a.payload.length), sizes);
  },
  async ping_pong() {
    const stream = plain.Duplex(metadata(), soon());
    for (const size of [31415, 9, 2653, 58979]) {
      stream.write({ response_sizes: [size], payload: bytes(size) });
      assert.strictEqual((await next(stream)).payload.length, size);
    }
    const status = once(stream, 'status');
    stream.end();
    assert.strictEqual((await status)[0].code, grpc.status.OK);
  },
  async empty_stream() {
    const stream = plain.Duplex(metadata(), soon());
    stream.end();
    assert.deepStrictEqual(await collect(stream), []);
  },
  async cancel_after_begin() {
    await fails(call(plain, 'ClientStream', null, { write: (stream) => setImmediate(() => stream.cancel()) }), grpc.status.CANCELLED);
  },
  async cancel_after_first_response() {
    const stream = plain.Duplex(metadata(), soon());
    stream.write({ response_sizes: [31415], payload: bytes(27182) });
    await next(stream);
    stream.cancel();
    await fails(collect(stream), grpc.status.CANCELLED);
  },
  async timeout_on_sleeping_server() {
    const started = Date.now();
    await fails(call(plain, 'Sleep', {}, { options: soon(200) }), grpc.status.DEADLINE_EXCEEDED);
    assert.ok(Date.now() - started < 2000);
  },
  async deadline_reaches_the_server() {
    const { answer } = await call(plain, 'Unary', { describe: true }, { options: soon(60_000) });
    const left = Number(/deadline=(\d+)/.exec(answer.description)[1]);
    assert.ok(left > 20_000 && left <= 60_000, answer.description);
  },
  async custom_metadata() {
    const value = Buffer.from([0xab, 0xab, 0xab]);
    const { headers, trailers } = await call(plain, 'Empty', {}, { headers: { 'x-echo-initial': 'test_initial_metadata_value', 'x-echo-trailing-bin': value } });
    assert.deepStrictEqual(headers.get('x-echo-initial'), ['test_initial_metadata_value']);
    assert.deepStrictEqual(trailers.get('x-echo-trailing-bin'), [value]);
  },
  async status_code_and_message() {
    const ask = { status_code: 2, status_message: 'test status message' };
    await fails(call(plain, 'Unary', ask), grpc.status.UNKNOWN, 'test status message');
    const stream = plain.Duplex(metadata(), soon());
    stream.end(ask);
    await fails(collect(stream), grpc.status.UNKNOWN, 'test status message');
  },
  async every_status_code() {
    for (let code = 1; code <= 16; code++) {
      await fails(call(plain, 'Unary', { status_code: code, status_message: 'as asked' }), code, 'as asked');
    }
  },
  async special_status_message() {
    const message = '\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608} and 100%\t\n';
    await fails(call(plain, 'Unary', { status_code: 2, status_message: message }), grpc.status.UNKNOWN, message);
  },
  async unimplemented_method() {
    await fails(call(plain, 'NotImplemented', {}), grpc.status.UNIMPLEMENTED);
  },
  async unimplemented_service() {
    await fails(call(new Nowhere(target, insecure), 'Call', {}), grpc.status.UNIMPLEMENTED, 'Service is unimplemented.');
  },
  async client_compressed_unary() {
    const { answer } = await call(new Interop(target, insecure, GZIP), 'Unary', { describe: true, payload: bytes(271828) });
    assert.match(answer.description, /encoding=gzip;/);
  },
  async server_compressed_unary() {
    const { answer } = await call(new Interop(compressing, insecure), 'Unary', { response_bytes: 314159 });
    assert.strictEqual(answer.payload.length, 314159);
  },
  async server_compressed_streaming() {
    const answers = await collect(new Interop(compressing, insecure).ServerStream({ response_sizes: [31415, 92653, 0] }, metadata(), soon()));
    assert.deepStrictEqual(answers.map((a) => a.payload.length), [31415, 92653, 0]);
  },
  async request_larger_than_the_server_takes() {
    await fails(call(plain, 'Unary', { payload: bytes(5_000_000) }), grpc.status.RESOURCE_EXHAUSTED);
  },
  async answer_larger_than_the_client_takes() {
    await fails(call(plain, 'Unary', { response_bytes: 5_000_000 }), grpc.status.RESOURCE_EXHAUSTED);
  },
  async a_hundred_calls_at_once() {
    const calls = await Promise.all(Array.from({ length: 100 }, (_, n) => call(plain, 'Unary', { response_bytes: n })));
    assert.deepStrictEqual(calls.map((c) => c.answer.payload.length), Array.from({ length: 100 }, (_, n) => n));
  },
  async keep_alive_pings_are_answered() {
    // The call outlives the time limit of a ping, which is long enough for a machine that stalls.
    const client = new Interop(target, insecure, { 'grpc.keepalive_time_ms': 100, 'grpc.keepalive_timeout_ms': 5000 });
    assert.strictEqual((await collect(client.ServerStream({ response_sizes: [1, 1, 1], pause_ms: 2000 }, metadata(), soon()))).length, 3);
  },
  async health_check() {
    const health = new Health(target, insecure);
    assert.strictEqual((await call(health, 'Check', {})).answer.status, 1);
    await fails(call(health, 'Check', { service: 'nobody' }), grpc.status.NOT_FOUND);
  },
};

(async () => {
  for (const [name, run] of Object.entries(cases)) {
    try {
      await run();
      console.log(JSON.stringify({ case: name, ok: true, detail: '' }));
    } catch (e) {
      console.log(JSON.stringify({ case: name, ok: false, detail: String(e.stack) }));
    }
  }
  process.exit(0);
})();
