// Dapr's own JavaScript server in HTTP mode behind a sidecar: an actor host, subscribers and an input binding.
// Arguments: the sidecar's port, its token, the port to listen at, a mark. Its own client makes things happen.
// It prints "listening" once it can be called; a queue message for binding "queue" is for others to send.
import assert from "node:assert/strict";
import { AbstractActor, ActorId, ActorProxyBuilder, CommunicationProtocolEnum, DaprPubSubStatusEnum, DaprServer } from "@dapr/dapr";
import { run, until } from "./tap.js";

const [port, token, appPort, mark] = process.argv.slice(2);
const silent = { log() {}, error() {}, warn() {}, info() {}, verbose() {}, debug() {} };
const server = new DaprServer({
  serverHost: "127.0.0.1",
  serverPort: appPort,
  communicationProtocol: CommunicationProtocolEnum.HTTP,
  logger: { level: "error", service: silent },
  clientOptions: {
    daprHost: "127.0.0.1",
    daprPort: port,
    daprApiToken: token,
    logger: { level: "error", service: silent },
    actor: { actorIdleTimeout: "2s", drainOngoingCallTimeout: "1s", drainRebalancedActors: true },
  },
});

/** What was heard, in order: [what, data]. */
const heard = [];
const hear = (what, answer) => async (data) => {
  heard.push([what, data]);
  return typeof answer === "function" ? answer(data) : answer;
};
const of = (what, kind) => heard.filter(([name, data]) => name === what && (data?.kind ?? data) === kind);

class Counter extends AbstractActor {
  async onActivate() {
    heard.push(["activated", this.getActorId().getId()]);
  }

  async onDeactivate() {
    heard.push(["deactivated", this.getActorId().getId()]);
  }

  async add(amount) {
    const count = await this.getStateManager().getOrAddState("count", 0);
    await this.getStateManager().setState("count", count + amount);
    return count + amount;
  }

  async read() {
    const [found, count] = await this.getStateManager().tryGetState("count");
    return { found, count };
  }

  async forget() {
    await this.getStateManager().removeState("count");
  }

  async fail() {
    throw new Error("on purpose");
  }

  async startTimer() {
    await super.registerActorTimer("tock", "onTimer", "100ms", "100ms", undefined, 7);
  }

  async stopTimer() {
    await super.unregisterActorTimer("tock");
  }

  async onTimer(data) {
    heard.push(["timer", data]);
  }

  async remind(text) {
    await super.registerActorReminder("tick", "1s", "1s", undefined, text);
  }

  async stopReminding() {
    await super.unregisterActorReminder("tick");
  }

  async receiveReminder(data) {
    heard.push(["reminder", data]);
  }
}

const actor = (name) => new ActorProxyBuilder(Counter, server.client).build(new ActorId(`${mark}-${name}`));

const subscriptions = {
  async single() {
    await publish("single", "one");
    await until("it", () => of("single", "one").length === 1);
  },
  async text() {
    await server.client.pubsub.publish("messages", "js-single", "plain words", { contentType: "text/plain" });
    await until("it", () => of("single", "plain words").length === 1);
  },
  async "route by rule"() {
    await publish("routed", "special", { metadata: { "cloudevent.type": "special" } });
    await until("it", () => of("special", "special").length === 1);
    assert.equal(of("rest", "special").length, 0);
  },
  async "route by default"() {
    await publish("routed", "ordinary");
    await until("it", () => of("rest", "ordinary").length === 1);
  },
  async "drop goes to the dead letters"() {
    await publish("dropped", "drop");
    await until("it", () => of("dead", "drop").length === 1);
    assert.equal(of("dropped", "drop").length, 1);
  },
  async "retry is tried again"() {
    await publish("retried", "retry");
    await until("it", () => of("retried", "retry").length === 3);
  },
  async "an exception counts as success"() {
    await publish("failing", "fail");
    await publish("failing", "after");
    await until("it", () => of("failing", "after").length === 1);
    assert.equal(of("failing", "fail").length, 1);
  },
  async "in bulk"() {
    await Promise.all([1, 2, 3].map((n) => publish("many", `bulk${n}`)));
    await until("them", () => [1, 2, 3].every((n) => of("many", `bulk${n}`).length === 1));
  },
  async "input binding"() {
    await until("it", () => heard.some(([name, data]) => name === "queue" && data.text === "hello"));
  },
};

const actors = {
  async "actor: method with state"() {
    assert.equal(await actor("a").add(2), 2);
    assert.equal(await actor("a").add(3), 5);
    assert.deepEqual(await actor("a").read(), { found: true, count: 5 });
    await actor("a").forget();
    assert.deepEqual((await actor("a").read()).found, false);
  },
  async "actor: one turn at a time"() {
    await Promise.all(Array.from({ length: 10 }, () => actor("turns").add(1)));
    assert.equal((await actor("turns").read()).count, 10);
  },
  async "actor: a method that throws"() {
    await assert.rejects(actor("a").fail(), (error) => assert.equal(JSON.parse(error.message).status, 500) ?? true);
  },
  async "actor: a method that is not there"() {
    await assert.rejects(actor("a").nothing());
  },
  async "actor: timer"() {
    await actor("timer").startTimer();
    await until("two ticks", () => heard.filter(([name, data]) => name === "timer" && data === 7).length >= 2);
    await actor("timer").stopTimer();
  },
  async "actor: reminder"() {
    await actor("reminder").remind(`${mark} remember`);
    await until("two ticks", () => heard.filter(([name, data]) => name === "reminder" && data === `${mark} remember`).length >= 2);
    await actor("reminder").stopReminding();
  },
  async "actor: deactivation when idle, and its state stays"() {
    const count = await actor("idle").add(1);
    await until("its end", () => heard.some(([name, id]) => name === "deactivated" && id === `${mark}-idle`));
    assert.equal((await actor("idle").read()).count, count);
    assert.equal(heard.filter(([name, id]) => name === "activated" && id === `${mark}-idle`).length, 2);
  },
};

async function publish(topic, kind, options) {
  const pubsub = topic === "retried" ? "patient" : "messages";
  const { error } = await server.client.pubsub.publish(pubsub, `js-${topic}`, { kind }, options);
  assert.equal(error, undefined);
}

await server.actor.init();
await server.actor.registerActor(Counter);
await server.pubsub.subscribe("messages", "js-single", hear("single"));
await server.pubsub.subscribeWithOptions("messages", "js-routed", {
  route: { default: "/rest", rules: [{ match: 'event.type == "special"', path: "/special" }] },
});
server.pubsub.subscribeToRoute("messages", "js-routed", "special", hear("special"));
server.pubsub.subscribeToRoute("messages", "js-routed", "rest", hear("rest"));
await server.pubsub.subscribeWithOptions("messages", "js-dropped", {
  deadLetterTopic: "js-dead", callback: hear("dropped", DaprPubSubStatusEnum.DROP),
});
await server.pubsub.subscribe("messages", "js-dead", hear("dead"));
await server.pubsub.subscribe("patient", "js-retried", hear("retried", () =>
  of("retried", "retry").length < 3 ? DaprPubSubStatusEnum.RETRY : DaprPubSubStatusEnum.SUCCESS));
await server.pubsub.subscribe("messages", "js-failing", hear("failing", (data) => {
  if (data.kind === "fail") {
    throw new Error("on purpose");
  }
}));
await server.pubsub.subscribeBulk("messages", "js-many", hear("many"), { maxMessagesCount: 10, maxAwaitDurationMs: 200 });
await server.binding.receive("queue", hear("queue"));
await server.start();
console.log("listening");
await until("the sidecar to know the app", async () =>
  (await fetch(`http://127.0.0.1:${port}/v1.0/healthz`)).status === 204);
await run({ ...subscriptions, ...actors });
process.exit(0);
