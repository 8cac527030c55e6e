// DynamoDB on the loopback interface, its data in a folder: node dynalite.js PORT FOLDER. Ends with the process that holds its
// standard input.
//
// dynalite knows no transactions. This adds TransactWriteItems by DynamoDB's documented rules: 1 to 100 Put, Delete and
// ConditionCheck, each on an item of its own; all conditions are checked first, then all is written, with the items locked
// meanwhile; else TransactionCanceledException with a reason for each. Unlike DynamoDB it knows no Update, no
// ClientRequestToken and no limit of 4 MB for all items together, looks at no signature, and where two meet on an item the
// second waits, instead of TransactionConflict.
import dynalite from "dynalite";
import db from "dynalite/db/index.js";
import putItem from "dynalite/validations/putItem.js";
import deleteItem from "dynalite/validations/deleteItem.js";
import validations from "dynalite/validations/index.js";

const rules = { Put: putItem, Delete: deleteItem, ConditionCheck: deleteItem };

// The store of the server that follows: dynalite keeps it to itself.
let store;
const create = db.create;
db.create = (options) => (store = create(options));

const [port, path] = process.argv.slice(2);
const server = dynalite({ path, createTableMs: 0 });
const [others] = server.listeners("request");
server.removeAllListeners("request").on("request", (request, response) => {
  const handle = request.headers["x-amz-target"] === "DynamoDB_20120810.TransactWriteItems" ? take : others;
  handle(request, response);
});
server.listen(Number(port), "127.0.0.1", () => console.log(`listening on ${port}`));
process.stdin.on("end", () => process.exit()).resume();

// One transaction at a time, so that two that want the same items cannot wait for each other.
let last = Promise.resolve();

async function take(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { TransactItems: items } = JSON.parse(Buffer.concat(chunks));
  const turn = last.then(() => transact(items));
  last = turn.catch(() => {});
  const [status, body] = await turn.then(() => [200, {}], (failure) => {
    if (!failure.statusCode) throw failure;
    return [failure.statusCode, failure.body];
  });
  response.writeHead(status, { "Content-Type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
}

async function transact(items) {
  if (!(items?.length >= 1 && items.length <= 100)) {
    throw db.validationError("Member must have length between 1 and 100: transactItems");
  }

  const operations = [];
  for (const item of items) operations.push(await read(item));
  if (new Set(operations.map(({ table, key }) => `${table.TableName} ${key}`)).size < operations.length) {
    throw db.validationError("Transaction request cannot include multiple operations on one item");
  }

  const releases = [];
  try {
    for (const { items, key } of operations) releases.push(await new Promise((taken) => items.lock(key, taken)));
    const reasons = [];
    for (const operation of operations) reasons.push(await check(operation));
    if (reasons.some(({ Code }) => Code !== "None")) throw cancelled(reasons);
    for (const operation of operations) await write(operation);
  } finally {
    for (const release of releases) release()();
  }
}

async function read(item) {
  const [[kind, given]] = Object.entries(item);
  if (!rules[kind]) throw db.validationError(`This emulator knows no ${kind} in a transaction`);
  const data = validations.checkTypes(given, rules[kind].types);
  let invalid;
  try {
    validations.checkValidations(data, rules[kind].types, rules[kind].custom, store);
  } catch (failure) {
    if (!failure.statusCode) throw failure;
    invalid = failure;
  }

  const table = await ask((cb) => store.getTable(data.TableName, cb));
  const wrong = kind === "Put" ? db.validateItem(data.Item, table) : db.validateKey(data.Key, table);
  if (wrong) throw wrong;
  return { kind, data, table, invalid, key: db.createKey(data.Item ?? data.Key, table), items: store.getItemDb(data.TableName) };
}

// What DynamoDB says of an operation; also remembers the item that is there.
async function check(operation) {
  const { data, items, key, invalid } = operation;
  if (invalid) return { Code: "ValidationError", Message: invalid.message };
  operation.existing = await ask((cb) => items.get(key, (e, item) => cb(e?.name === "NotFoundError" ? null : e, item)));
  const refused = db.checkConditional(data, operation.existing);
  return refused ? { Code: "ConditionalCheckFailed", Message: refused.message } : { Code: "None" };
}

async function write({ kind, data, table, items, key, existing }) {
  if (kind === "ConditionCheck") return;
  await ask((cb) => db.updateIndexes(store, table, existing, kind === "Put" ? data.Item : null, cb));
  await ask((cb) => (kind === "Put" ? items.put(key, data.Item, cb) : items.del(key, cb)));
}

function ask(call) {
  return new Promise((good, bad) => call((failure, answer) => (failure ? bad(failure) : good(answer))));
}

function cancelled(reasons) {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  const __type = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
  return Object.assign(new Error(message), { statusCode: 400, body: { __type, Message: message, CancellationReasons: reasons } });
}
