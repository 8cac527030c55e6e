// Reads a JSON array of {secret, headers, body (base64)} and prints a line of JSON: for each, which libraries take it.
// Standard Webhooks' own library and Svix's, which know v1; Node's cryptography for v1a, with a public key as the secret.
import { createPublicKey, verify } from "node:crypto";
import { text } from "node:stream/consumers";
import { Webhook as Standard } from "standardwebhooks";
import { Webhook as Svix } from "svix";

function takes(check) {
  try {
    return check() !== false;
  } catch {
    return false;
  }
}

/** v1a: Ed25519 over "id.timestamp.body"; one right signature among those with spaces between is enough. */
function isPublic(secret, headers, body) {
  const raw = Buffer.from(secret.slice("whpk_".length), "base64");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
  const signed = Buffer.concat([Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`), body]);

  return headers["webhook-signature"].split(" ").some((signature) =>
    signature.startsWith("v1a,") && verify(null, signed, key, Buffer.from(signature.slice(4), "base64")));
}

const results = JSON.parse(await text(process.stdin)).map(({ secret, headers, body }) => {
  const bytes = Buffer.from(body, "base64");

  return secret.startsWith("whpk_")
    ? { ed25519: takes(() => isPublic(secret, headers, bytes)) }
    : {
      standardwebhooks: takes(() => new Standard(secret).verify(bytes, headers) ?? true),
      svix: takes(() => new Svix(secret).verify(bytes, headers) ?? true),
    };
});

console.log(JSON.stringify(results));
