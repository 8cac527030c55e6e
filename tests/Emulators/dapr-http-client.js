// Dapr's own JavaScript client in HTTP mode against a sidecar with the resources of the contract suite.
// Arguments: port, token, a mark for everything it sends, and optionally "shutdown" to try that alone.
import assert from "node:assert/strict";
import { CommunicationProtocolEnum, DaprClient, HttpMethod, StateConcurrencyEnum } from "@dapr/dapr";
import { run } from "./tap.js";

const [port, token, mark, only] = process.argv.slice(2);
const client = new DaprClient({
  daprHost: "127.0.0.1",
  daprPort: port,
  daprApiToken: token,
  communicationProtocol: CommunicationProtocolEnum.HTTP,
  logger: { level: "error", service: { log() {}, error() {}, warn() {}, info() {}, verbose() {}, debug() {} } },
});
const failure = (error) => JSON.parse((error.error ?? error).message);
const status = (wanted) => (error) => assert.equal(failure(error).status, wanted) ?? true;
const refused = (result, wanted, code) => {
  assert.ok(result.error, "it was taken");
  const { status, error_msg } = failure(result);
  assert.deepEqual([status, JSON.parse(error_msg).errorCode], [wanted, code]);
};
const taken = (result) => assert.equal(result.error, undefined);

const etagOf = async (store, key) => (await client.state.getBulk(store, [key]))[0].etag;

const stateChecks = (store) => ({
  async [`state ${store}: save and read`]() {
    taken(await client.state.save(store, [{ key: `${mark}a`, value: { n: 1, s: "ü" } }, { key: `${mark}b`, value: "text" }]));
    assert.deepEqual(await client.state.get(store, `${mark}a`), { n: 1, s: "ü" });
    assert.equal(await client.state.get(store, `${mark}b`), "text");
    assert.equal(await client.state.get(store, `${mark}none`), "");
  },
  async [`state ${store}: read in bulk`]() {
    const found = await client.state.getBulk(store, [`${mark}a`, `${mark}none`]);
    assert.deepEqual(found.find((one) => one.key === `${mark}a`).data, { n: 1, s: "ü" });
    assert.equal(found.find((one) => one.key === `${mark}none`).data, undefined);
  },
  async [`state ${store}: etags`]() {
    const stale = await etagOf(store, `${mark}b`);
    taken(await client.state.save(store, [{ key: `${mark}b`, value: "2", etag: stale }]));
    refused(await client.state.save(store, [{ key: `${mark}b`, value: "3", etag: stale }]), 409, "ERR_STATE_SAVE");
    refused(await client.state.delete(store, `${mark}b`, { etag: stale }), 409, "ERR_STATE_DELETE");
    taken(await client.state.delete(store, `${mark}b`, { etag: await etagOf(store, `${mark}b`) }));
    assert.equal(await client.state.get(store, `${mark}b`), "");
  },
  async [`state ${store}: first write`]() {
    const options = { concurrency: StateConcurrencyEnum.CONCURRENCY_FIRST_WRITE };
    taken(await client.state.save(store, [{ key: `${mark}first`, value: "1", options: { ...options } }]));
    assert.ok((await client.state.save(store, [{ key: `${mark}first`, value: "2", options: { ...options } }])).error);
  },
  async [`state ${store}: time to live`]() {
    taken(await client.state.save(store, [{ key: `${mark}t`, value: "1", metadata: { ttlInSeconds: "600" } }]));
    taken(await client.state.save(store, [{ key: `${mark}u`, value: "1" }], { metadata: { ttlInSeconds: "600" } }));
    assert.equal(await client.state.get(store, `${mark}u`), "1");
  },
  async [`state ${store}: transaction`]() {
    await client.state.transaction(store, [
      { operation: "upsert", request: { key: `${mark}c`, value: "3" } },
      { operation: "delete", request: { key: `${mark}a` } },
    ]);
    assert.deepEqual([await client.state.get(store, `${mark}c`), await client.state.get(store, `${mark}a`)], ["3", ""]);
    await assert.rejects(
      client.state.transaction(store, [{ operation: "upsert", request: { key: `${mark}c`, value: "4", etag: "99" } }]),
      status(500));
  },
});

const checks = {
  async healthy() {
    assert.equal(await client.health.isHealthy(), true);
  },
  async metadata() {
    assert.equal(await client.metadata.set(mark, "by js"), true);
    const metadata = await client.metadata.get();
    assert.equal(metadata.id, "contract");
    assert.equal(metadata.extended[mark], "by js");
    assert.ok(metadata.components.some((one) => one.name === "redis" && one.type === "state.redis"));
  },
  ...stateChecks("redis"),
  ...stateChecks("sqlite"),
  ...stateChecks("memory"),
  async "state: an unknown store"() {
    refused(await client.state.save("nowhere", [{ key: "a", value: "1" }]), 400, "ERR_STATE_STORE_NOT_FOUND");
  },
  async publish() {
    taken(await client.pubsub.publish("messages", "plain", { mark: `${mark}`, kind: "object" }));
    taken(await client.pubsub.publish("messages", "plain", `${mark}`, { contentType: "text/plain" }));
    refused(await client.pubsub.publish("nowhere", "plain", { mark }), 404, "ERR_PUBSUB_NOT_FOUND");
  },
  async "publish in bulk"() {
    const { failedMessages } = await client.pubsub.publishBulk("messages", "plain", [
      { mark: `${mark}`, kind: "bulk" }, { entryID: "mine", event: { mark: `${mark}`, kind: "bulk" }, contentType: "application/json" }]);
    assert.deepEqual(failedMessages, []);
  },
  async "publish in bulk to nowhere"() {
    const { failedMessages } = await client.pubsub.publishBulk("nowhere", "plain", ["a", "b"]);
    assert.equal(failedMessages.length, 2);
    assert.equal(failure(failedMessages[0]).status, 404);
  },
  async binding() {
    await client.binding.send("hook", "post", { mark, from: "js" });
    await assert.rejects(client.binding.send("nowhere", "post", { mark }), status(500));
  },
  async lock() {
    const { lock } = client;
    assert.deepEqual(
      [
        (await lock.lock("locks", mark, "ann", 30)).success, (await lock.lock("locks", mark, "bob", 30)).success,
        (await lock.unlock("locks", mark, "bob")).status, (await lock.unlock("locks", mark, "ann")).status,
        (await lock.unlock("locks", mark, "ann")).status,
      ],
      [true, false, 2, 0, 1]);
    await assert.rejects(lock.lock("locks", mark, "ann", 0), status(400));
  },
  async invoke() {
    await client.invoker.invoke("contract", `invoked/${mark}`, HttpMethod.POST, { from: "js" });
    await client.invoker.invoke("contract", `invoked/${mark}?x=1`, HttpMethod.GET);
  },
  async secret() {
    assert.deepEqual(await client.secret.get("secrets", "CONTRACT_SECRET"), { CONTRACT_SECRET: "told" });
    await assert.rejects(client.secret.get("nowhere", "CONTRACT_SECRET"), status(401));
  },
  async "secrets in bulk"() {
    assert.deepEqual((await client.secret.getBulk("secrets")).CONTRACT_SECRET, { CONTRACT_SECRET: "told" });
  },
};

const shutdown = {
  async shutdown() {
    await client.sidecar.shutdown();
  },
};

await client.start();
await run(only === "shutdown" ? shutdown : checks);
process.exit(0);
