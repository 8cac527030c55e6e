// DynamoDB on the loopback interface, its data in a folder: node dynalite.js PORT FOLDER. Ends with the process that holds its
// standard input.
import dynalite from "dynalite";

const [port, path] = process.argv.slice(2);
dynalite({ path, createTableMs: 0 }).listen(Number(port), "127.0.0.1", () => console.log(`listening on ${port}`));
process.stdin.on("end", () => process.exit()).resume();
