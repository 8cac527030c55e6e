// SQS, SNS and STS on the loopback interface: fauxqs.js [port] [queue to make …]. Prints the address; ends with the process that
// holds its standard input.
import { buildApp } from "fauxqs";

const [port, ...queues] = process.argv.slice(2);
const app = buildApp({ logger: false });
const address = await app.listen({ host: "127.0.0.1", port: Number(port ?? 0) });
for (const QueueName of queues) {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.CreateQueue" };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify({ QueueName }) });
  if (!answer.ok) throw new Error(`queue ${QueueName}: ${answer.status} ${await answer.text()}`);
}

console.log(address);
process.stdin.on("end", () => process.exit()).resume();
