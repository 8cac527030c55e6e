// Dapr's own JavaScript client in gRPC mode against the sidecar at the port given: every building block it shares with us.
// Prints what was done, one line each; ends with 1 at the first thing that is not as expected.
import assert from "node:assert/strict";
import { CommunicationProtocolEnum, DaprClient, StateConcurrencyEnum } from "@dapr/dapr";

const [port, token] = process.argv.slice(2);
const client = new DaprClient({
  daprHost: "127.0.0.1",
  daprPort: port,
  daprApiToken: token,
  communicationProtocol: CommunicationProtocolEnum.GRPC,
  logger: { level: "error" },
});
const code = (name) => (error) => assert.match(String(error.error ?? error), new RegExp(`\\[${name}\\]`)) ?? true;

const checks = {
  async state() {
    const { state } = client;
    await state.save("statestore", [{ key: "a", value: { n: 1 } }, { key: "b", value: "text" }]);
    assert.deepEqual(await state.get("statestore", "a"), { n: 1 });
    assert.equal(await state.get("statestore", "none"), "");

    const [b, a] = await state.getBulk("statestore", ["b", "a"]);
    assert.deepEqual([b.data, a.data], ["text", { n: 1 }]);
    await state.save("statestore", [{ key: "a", value: "2", etag: a.etag }]);
    await assert.rejects(state.save("statestore", [{ key: "a", value: "3", etag: a.etag }]), code("aborted"));
    await assert.rejects(state.delete("statestore", "a", { etag: a.etag }), code("aborted"));
    await assert.rejects(state.save("statestore", [{ key: "a", value: "3", etag: "x" }]), code("invalid_argument"));
    await assert.rejects(state.save("elsewhere", [{ key: "a", value: "3" }]), code("invalid_argument"));

    const options = { concurrency: StateConcurrencyEnum.CONCURRENCY_FIRST_WRITE };
    await state.save("statestore", [{ key: "first", value: "1", options }]);
    await assert.rejects(state.save("statestore", [{ key: "first", value: "2", options }]));

    await state.transaction("statestore", [
      { operation: "upsert", request: { key: "c", value: "3" } },
      { operation: "delete", request: { key: "b" } },
    ]);
    assert.deepEqual([await state.get("statestore", "c"), await state.get("statestore", "b")], [3, ""]);
    await state.delete("statestore", "c");
    assert.equal(await state.get("statestore", "c"), "");
  },

  async pubsub() {
    await client.pubsub.publish("pubsub", "jobs", { from: "js" });
    await assert.rejects(client.pubsub.publish("elsewhere", "jobs", "x"), code("invalid_argument"));
  },

  async binding() {
    const answer = await client.binding.send("webhook", "post", { from: "js" });
    assert.equal(Buffer.from(answer.data).toString(), "thanks");
    assert.equal(answer.metadata.statusCode, "200");
    await assert.rejects(client.binding.send("elsewhere", "post", "x"), code("internal"));
  },

  async lock() {
    const { lock } = client;
    const results = [
      (await lock.lock("lockstore", "leader", "ann", 30)).success,
      (await lock.lock("lockstore", "leader", "bob", 30)).success,
      (await lock.unlock("lockstore", "leader", "bob")).status,
      (await lock.unlock("lockstore", "leader", "ann")).status,
      (await lock.unlock("lockstore", "leader", "ann")).status,
    ];
    assert.deepEqual(results, [true, false, 2, 0, 1]);
    await assert.rejects(lock.lock("lockstore", "leader", "ann", 0), code("invalid_argument"));
  },

  async metadata() {
    assert.equal(await client.metadata.set("told", "by js"), true);
    const metadata = await client.metadata.get();
    assert.equal(metadata.id, "app");
    assert.equal(metadata.extended.told, "by js");
    assert.deepEqual(metadata.components.map((one) => one.type).sort(),
      ["bindings.http", "lock.redis", "pubsub.in-memory", "state.in-memory"]);
  },

  async unimplemented() {
    await assert.rejects(client.secret.get("secrets", "key"), code("unimplemented"));
  },
};

try {
  for (const [name, check] of Object.entries(checks)) {
    await check();
    console.log(`ok ${name}`);
  }
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}
