// BullMQ over a redis-server, for comparison: node bullmq.js PORT CONCURRENCY. For each line "COUNT" on standard input it adds so
// many jobs with so many callers at once, works them with a worker of the same concurrency, and prints the seconds that took, as
// JSON. What has ended is kept, as a server of the Open Job Spec must. Ends with its standard input.
import { createInterface } from "node:readline";
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";

const [port, concurrency] = process.argv.slice(2).map(Number);
const connect = () => new Redis({ host: "127.0.0.1", port, db: 1, maxRetriesPerRequest: null });
const queue = new Queue("bench", { connection: connect() });
let left = 0;
let finished = () => {};
const worker = new Worker("bench", async (job) => job.data, { connection: connect(), concurrency });
worker.on("completed", () => {
  left -= 1;
  if (left === 0) {
    finished();
  }
});
worker.on("error", (error) => console.error(error));
await worker.waitUntilReady();
console.log("ready");

for await (const line of createInterface({ input: process.stdin })) {
  const count = Number(line);
  let unsent = count;
  left = count;
  const done = new Promise((resolve) => {
    finished = resolve;
  });
  const began = performance.now();
  const add = async () => {
    while (unsent > 0) {
      unsent -= 1;
      await queue.add("bench.noop", { n: unsent }, { removeOnComplete: false, removeOnFail: false });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, add));
  await done;
  console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000 }));
}

process.exit();
