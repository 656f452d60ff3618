// Asks a server what any tool of the gRPC world asks: is it well, and what does it serve? Ends with status 0 when the answers are right.
// usage: probe.js HOST:PORT SERVICE STANDINS_DIRECTORY NODE_MODULES
const assert = require("node:assert/strict");
const path = require("node:path");

const [address, service, standins, modules] = process.argv.slice(2);
const grpc = require(path.join(modules, "@grpc", "grpc-js"));
const loader = require(path.join(modules, "@grpc", "proto-loader"));
const folders = ["Grpc.AspNetCore.HealthChecks", "Grpc.AspNetCore.Server.Reflection"].map((name) => path.join(standins, name, "Protos"));
const { health, reflection } = grpc.loadPackageDefinition(loader.loadSync(
  ["grpc/health/v1/health.proto", "grpc/reflection/v1/reflection.proto", "grpc/reflection/v1alpha/reflection.proto"],
  { includeDirs: folders, keepCase: true, enums: String, oneofs: true },
)).grpc;
const within = () => ({ deadline: Date.now() + 30_000 });
const clients = [];

function client(Service) {
  clients.push(new Service(address, grpc.credentials.createInsecure()));
  return clients.at(-1);
}

async function checkHealth() {
  const probe = client(health.v1.Health);
  const check = (request) => new Promise((resolve, reject) => {
    probe.check(request, within(), (error, answer) => (error ? reject(error) : resolve(answer)));
  });
  assert.equal((await check({})).status, "SERVING");
  await assert.rejects(check({ service: "nobody" }), { code: grpc.status.NOT_FOUND });
  const watching = probe.watch({}, within());
  watching.on("error", () => {}); // Its own cancellation.
  for await (const answer of watching) {
    assert.equal(answer.status, "SERVING");
    break;
  }
  watching.cancel();
}

async function checkReflection(version) {
  const call = client(reflection[version].ServerReflection).serverReflectionInfo(within());
  for (const question of [{ list_services: "" }, { file_containing_symbol: service }, { file_containing_symbol: "roi.v1.Nothing" }]) call.write(question);
  call.end();
  const answers = [];
  for await (const answer of call) answers.push(answer);
  const names = answers[0].list_services_response.service.map((one) => one.name);
  assert.ok(names.includes(service) && names.includes("grpc.health.v1.Health"), names.join());
  assert.ok(answers[1].file_descriptor_response.file_descriptor_proto.length > 0);
  assert.equal(answers[2].error_response.error_code, grpc.status.NOT_FOUND);
}

checkHealth()
  .then(() => checkReflection("v1"))
  .then(() => checkReflection("v1alpha"))
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => clients.forEach((one) => one.close()));
