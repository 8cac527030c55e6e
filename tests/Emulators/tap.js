// Runs checks one after the other and prints a line for each: "ok name", or "not ok name: why". Nothing ends it early.
const PATIENCE_MS = 15_000;

/** Runs every check; what is thrown belongs to that check alone. */
export async function run(checks) {
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(`ok ${name}`);
    } catch (error) {
      console.log(`not ok ${name}: ${String(error?.stack ?? error).replaceAll("\n", " ")}`);
    }
  }

  console.log("done");
}

/** Waits until the condition gives something, and returns it. */
export async function until(what, condition) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    const found = await condition();
    if (found) {
      return found;
    }

    await new Promise((resolve) => setTimeout(resolve, 40));
  }

  throw new Error(`waited in vain for ${what}`);
}
