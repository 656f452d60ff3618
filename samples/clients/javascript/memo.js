// Hands a memo in to RoiApp, shows how far it is, prints whom it tells of. Usage: memo.js FILE
const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: pause } = require("node:timers/promises");
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");

const protos = path.join(__dirname, "..", "..", "..", "RoiApp.Contracts", "Protos");
const { roi } = grpc.loadPackageDefinition(loader.loadSync("roi/v1/workflows.proto", {
  includeDirs: [protos], keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true,
}));

const address = `127.0.0.1:${process.env.ROI_API_GRPC_PORT ?? 8082}`;
// A watch is silent while nothing happens: pings tell a long silence from a dead connection.
const keepAlive = { "grpc.keepalive_time_ms": 20_000, "grpc.keepalive_timeout_ms": 10_000, "grpc.keepalive_permit_without_calls": 1 };
const workflows = new roi.v1.Workflows(address, grpc.credentials.createInsecure(), keepAlive);
const within = (seconds) => ({ deadline: Date.now() + seconds * 1000 });
const final = ["WORKFLOW_STATUS_COMPLETED", "WORKFLOW_STATUS_FAILED", "WORKFLOW_STATUS_CANCELLED"];

function submit(file) {
  return new Promise((resolve, reject) => {
    const call = workflows.submit(within(600), (error, workflow) => (error ? reject(error) : resolve(workflow)));
    const content = fs.createReadStream(file, { highWaterMark: 128 * 1024 });
    call.write({ metadata: { file_name: path.basename(file), target_language: "en" } });
    content.on("data", (chunk) => {
      if (!call.write({ content: chunk })) {
        content.pause();
        call.once("drain", () => content.resume());
      }
    });
    content.on("end", () => call.end());
    content.on("error", (error) => { call.cancel(); reject(error); });
  });
}

async function watchToTheEnd(id) {
  for (let seen = 0; ;) {
    try {
      for await (const event of workflows.watch({ id, after_seq: seen })) {
        seen = event.seq;
        const percent = event.percent ? `${event.percent.value.toFixed(0).padStart(3)} %` : "     ";
        console.log(`${percent} ${event.type.padEnd(16)} ${event.message || event.segment?.text || ""}`);
        if (event.workflow && final.includes(event.workflow.status)) return;
      }
    } catch (error) {
      if (error.code !== grpc.status.UNAVAILABLE) throw error;
      await pause(1000); // The server restarts: it goes on after the last event that was seen.
    }
  }
}

function get(id) {
  return new Promise((resolve, reject) => {
    workflows.get({ id, view: "WORKFLOW_VIEW_FULL" }, within(30), (error, workflow) => (error ? reject(error) : resolve(workflow)));
  });
}

async function main(file) {
  const { id } = await submit(file);
  await watchToTheEnd(id);
  const memo = await get(id);
  if (memo.status !== "WORKFLOW_STATUS_COMPLETED") throw new Error(`${memo.error.code}: ${memo.error.message}`);
  for (const contact of memo.report.contacts) {
    const name = contact.name?.value ?? "somebody";
    const company = contact.company?.value ?? "no company named";
    console.log(`Contact: ${name}, ${company}, priority ${contact.priority}`);
    for (const item of contact.action_items) console.log(`  to do: ${item.text}`);
  }
}

main(process.argv[2])
  .catch((error) => {
    const [problem = ""] = error.metadata?.get("problem-type") ?? [];
    console.error(error.code ? `${grpc.status[error.code] ?? error.code} ${problem}: ${error.details ?? error.message}` : error.message);
    process.exitCode = 1;
  })
  .finally(() => workflows.close());
