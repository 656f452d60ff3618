// Makes each call of roi.v1.Workflows as grpc-js does, right and wrong, and ends with status 0 when the answers are as the .proto says.
// usage: calls.js HOST:PORT PROTO_DIRECTORY MEMO NODE_MODULES
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");

const [address, protos, memo, modules] = process.argv.slice(2);
const grpc = require(path.join(modules, "@grpc", "grpc-js"));
const loader = require(path.join(modules, "@grpc", "proto-loader"));
const { roi } = grpc.loadPackageDefinition(loader.loadSync("roi/v1/workflows.proto", {
  includeDirs: [protos], keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true,
}));
const workflows = new roi.v1.Workflows(address, grpc.credentials.createInsecure());
const within = () => ({ deadline: Date.now() + 60_000 });
const MIB = 1024 * 1024;

const ask = (method, request) => new Promise((resolve, reject) => {
  workflows[method](request, within(), (error, answer) => (error ? reject(error) : resolve(answer)));
});

async function collect(call) {
  const events = [];
  for await (const event of call) events.push(event);
  return events;
}

function send(call, metadata, chunks) {
  call.write({ metadata });
  for (const content of chunks) call.write({ content });
  call.end();
  return call;
}

const submit = (metadata, chunks) => new Promise((resolve, reject) => {
  send(workflows.submit(within(), (error, answer) => (error ? reject(error) : resolve(answer))), metadata, chunks);
});

async function refused(call, code, problem, field) {
  const error = await call.then((answer) => assert.fail(`not refused: ${JSON.stringify(answer)}`), (reason) => reason);
  const [type] = error.metadata?.get("problem-type") ?? [];
  const [at] = error.metadata?.get("problem-field") ?? [];
  assert.deepEqual([error.code, type, at], [code, problem, field], error.message);
}

async function walk() {
  // SubmitAndWatch: a snapshot, then every event once, to the last.
  const content = fs.readFileSync(memo);
  const events = await collect(send(workflows.submitAndWatch(within()), { file_name: "some\\path\\memo.vtt", name: "A visit" }, [content.subarray(0, 100), content.subarray(100)]));
  const states = events.filter((event) => !["progress", "partial"].includes(event.type));
  assert.deepEqual([states[0].type, states[0].workflow.name, states[0].workflow.file_name], ["snapshot", "A visit", "memo.vtt"]);
  assert.deepEqual(states.map((event) => event.seq), states.map((_, i) => states[0].seq + i));
  const last = states.at(-1);
  assert.equal(last.workflow.status, "WORKFLOW_STATUS_COMPLETED");
  const id = last.workflow_id;

  // Watch: what followed, and nothing when there is nothing.
  const everything = await collect(workflows.watch({ id }, within()));
  assert.deepEqual(everything.map((event) => event.seq), everything.map((_, i) => i + 1));
  assert.deepEqual(await collect(workflows.watch({ id, after_seq: 3 }, within())), everything.slice(3));
  assert.deepEqual(await collect(workflows.watch({ id, after_seq: last.seq }, within())), []);

  // Get: basic and full.
  const basic = await ask("get", { id });
  const full = await ask("get", { id, view: "WORKFLOW_VIEW_FULL" });
  assert.deepEqual([basic.transcript.length, basic.report, basic.last_seq], [0, null, last.seq]);
  assert.deepEqual([full.transcript.length, full.report.contacts[0].name.value, full.content_bytes], [4, "Javier Robles", content.length]);

  // List: a page at a time, each row once.
  const second = await submit({ file_name: "memo.txt", target_language: "none" }, [Buffer.from("Nobody was met.")]);
  const seen = [];
  let token = "";
  do {
    const page = await ask("list", { page_size: 1, page_token: token });
    seen.push(...page.workflows.map((workflow) => workflow.id));
    token = page.next_page_token;
  } while (token && !seen.includes(id));
  assert.ok(seen.includes(second.id) && seen.includes(id));
  assert.equal(new Set(seen).size, seen.length);

  // What is refused, and how.
  const { INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, RESOURCE_EXHAUSTED } = grpc.status;
  const missing = "01900000-0000-7000-8000-000000000000";
  await refused(ask("get", { id: "42" }), INVALID_ARGUMENT, "/problems/invalid-field", "id");
  await refused(ask("get", { id: missing }), NOT_FOUND, "/problems/workflow-not-found");
  await refused(collect(workflows.watch({ id: missing }, within())), NOT_FOUND, "/problems/workflow-not-found");
  await refused(ask("cancel", { id }), FAILED_PRECONDITION, "/problems/wrong-state");
  await refused(ask("list", { page_size: 101 }), INVALID_ARGUMENT, "/problems/invalid-field", "page_size");
  await refused(submit({ file_name: "a.wav" }, [Buffer.alloc(MIB + 1)]), INVALID_ARGUMENT, "/problems/invalid-request");
  await refused(submit({ file_name: "a.wav" }, [Buffer.alloc(5 * MIB)]), RESOURCE_EXHAUSTED);
  await refused(submit({ file_name: "a.wav" }, [Buffer.from("text")]), INVALID_ARGUMENT, "/problems/content-mismatch", "content");
}

walk()
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => workflows.close());
