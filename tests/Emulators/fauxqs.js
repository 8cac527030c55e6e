// SQS, SNS and STS on the loopback interface; prints the address. Ends with the process that holds its standard input.
import { buildApp } from "fauxqs";

const app = buildApp({ logger: false });
console.log(await app.listen({ host: "127.0.0.1", port: Number(process.argv[2] ?? 0) }));
process.stdin.on("end", () => process.exit()).resume();
