using System.Globalization;
using System.Text;

namespace JobWorker.Fuzz;

/// <summary>Random requests as bytes: known routes with something wrong in them, more often than not.</summary>
internal sealed class RequestMaker(Random random)
{
    /// <summary>Every route of the API; the bodies that go with them are in <see cref="BodyMaker"/>.</summary>
    private static readonly string[] Routes =
    [
        "/v1.0/healthz", "/v1.0/healthz/outbound", "/v1.0/metadata", "/v1.0/metadata/note", "/v1.0/state/memory",
        "/v1.0/state/memory/k1", "/v1.0/state/memory/bulk", "/v1.0/state/memory/transaction", "/v1.0/state/sqlite",
        "/v1.0/state/sqlite/k2", "/v1.0/state/sqlite/bulk", "/v1.0/state/sqlite/transaction", "/v1.0-alpha1/state/memory/query",
        "/v1.0/publish/topics/heard", "/v1.0/publish/topics/un/heard", "/v1.0/publish/bulk/topics/heard",
        "/v1.0-alpha1/publish/bulk/topics/heard", "/v1.0/bindings/hook", "/v1.0-alpha1/lock/locks", "/v1.0-alpha1/unlock/locks",
        "/v1.0/secrets/secrets/PATH", "/v1.0/secrets/secrets/bulk", "/v1.0/actors/Fuzz/a1/method/m",
        "/v1.0/actors/Fuzz/a1/state", "/v1.0/actors/Fuzz/a1/state/k", "/v1.0/actors/Fuzz/a2/reminders/r",
        "/v1.0/actors/Fuzz/a2/timers/t", "/v1.0/invoke/fuzz/method/m/n", "/v1.0/shutdown", "/v1.0/configuration/c",
        "/v1.0/workflows/dapr/w/start", "/v1.0/jobs/j", "/v1.0-alpha1/crypto/c/encrypt", "/v1.0-alpha2/conversation/c/converse",
    ];

    private static readonly string[] Verbs = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "get", "TRACE", "FUZZ", ""];

    private static readonly string[] Oddities =
    [
        "", "..", ".", "%2e%2e", "%2F", "%00", "%", "%zz", "%ff%fe", "%F0%9F%98%80", "a%20b", "||", "%7C%7C", "#", "?", "\\", "%5C",
        "ü", "😀", "*", "null", "{}", "'", "\"", "bulk", "method", ";a=b", "a:b", "-1", "\t", "\u007f", "%E2%80%AE", "~", "+",
    ];

    private static readonly string[] Queries =
    [
        "metadata.ttlInSeconds=-1", "metadata.ttlInSeconds=99999999999999", "metadata.ttlInSeconds=x", "metadata.rawPayload=true",
        "metadata.rawPayload=?", "concurrency=first-write", "consistency=x", "metadata.=", "metadata.a=1&metadata.a=2", "=&&=", "appid=x",
        "metadata.cloudevent.id=%00", "metadata.cloudevent.specversion=9", "metadata.cloudevent.topic=x", "%",
        "metadata.A=1&metadata.a=2", "metadata.cloudevent.a=1&metadata.CLOUDEVENT.A=2",
    ];

    private static readonly string[] Headers =
    [
        "If-Match: \"x\"", "If-Match: 0", "If-Match:", "traceparent: 00-zz", "traceparent: " + "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "tracestate: \u00fc", "X-Twice: 1\r\nX-Twice: 2", "Content-Type: text/plain", "Content-Type: application/cloudevents+json",
        "Content-Type: application/octet-stream", "Content-Type: ;;;", "Content-Type: application/json; charset=utf-99", "Bad Header: x",
        "NoColon", ": empty", "X-Nul: a\0b", "dapr-app-id: fuzz", "dapr-app-id: ", "Expect: 100-continue", "Expect: nonsense", "Upgrade: h2c",
        "Connection: upgrade, X-Twice", "Accept-Encoding: gzip;q=x", "Cookie: =;=;", "Range: bytes=0-", "Dapr-Reentrancy-Id: x",
        "Content-Encoding: gzip", "Content-Length: 5", "Transfer-Encoding: gzip", "Host: other:99999", "Dapr-Callback-Url: x",
    ];

    private readonly BodyMaker _bodies = new(random);

    /// <summary>The next request, and whether it may wait: an actor call to a type nobody hosts is tried for 5 s.</summary>
    public (byte[] Bytes, bool MayWait) Next()
    {
        var route = Pick(Routes);
        var target = Chance(0.6) ? route : Mutate(route);
        if (Chance(0.3))
        {
            target += "?" + string.Join('&', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick(Queries)));
        }

        var verb = Chance(0.8) ? Verbs[random.Next(4)] : Pick(Verbs);
        if (target.Contains("shutdown", StringComparison.OrdinalIgnoreCase) && verb is "POST" or "PUT")
        {
            verb = "GET";
        }

        var head = new StringBuilder().Append(verb).Append(' ').Append(target).Append(' ')
            .Append(Chance(0.97) ? "HTTP/1.1" : Pick(["HTTP/1.0", "HTTP/9.9", "HTTP", "", "HTTP/2"])).Append("\r\n")
            .Append(Chance(0.98) ? "Host: localhost\r\n" : "").Append("Connection: close\r\n");
        AddHeaders(head);

        return (WithBody(head, _bodies.For(route)), target.Contains("method", StringComparison.Ordinal));
    }

    private void AddHeaders(StringBuilder head)
    {
        for (var n = Chance(0.5) ? 0 : random.Next(1, 4); n > 0; n--)
        {
            head.Append(Pick(Headers)).Append("\r\n");
        }

        if (Chance(0.02))
        {
            head.Append("X-Long: ").Append('x', random.Next(1, 100_000)).Append("\r\n");
        }
        else if (Chance(0.02))
        {
            head.AppendJoin("\r\n", Enumerable.Range(0, 200).Select(n => $"X-{n}: y")).Append("\r\n");
        }
    }

    private byte[] WithBody(StringBuilder head, byte[] body)
    {
        var shape = random.NextDouble();
        if (shape < 0.1)
        {
            return [.. Latin(head.Append("\r\n"))];
        }

        if (shape < 0.8)
        {
            return [.. Latin(head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n")), .. body];
        }

        if (shape < 0.85)
        {
            var lie = Pick([$"{body.Length + 7}", "-1", "99999999999999999999", "x", "5000000"]);
            return [.. Latin(head.Append(CultureInfo.InvariantCulture, $"Content-Length: {lie}\r\n\r\n")), .. body];
        }

        var chunk = Chance(0.7) ? $"{body.Length:x}" : Pick(["zz", "ffffffffffffffff", "-1", "", "1;ext=\"", "fff"]);
        return
        [
            .. Latin(head.Append("Transfer-Encoding: chunked\r\n\r\n").Append(chunk).Append("\r\n")), .. body,
            .. Latin(new StringBuilder(Chance(0.7) ? "\r\n0\r\n\r\n" : Pick(["", "\r\n", "0\r\n\r\n", "\r\n0\r\nTrailer: x\r\n\r\n"]))),
        ];
    }

    private string Mutate(string route)
    {
        var parts = route.Split('/').ToList();
        for (var n = random.Next(1, 3); n > 0; n--)
        {
            var at = random.Next(1, parts.Count);
            switch (random.Next(6))
            {
                case 0:
                    parts[at] = Pick(Oddities);
                    break;
                case 1:
                    parts[at] += Pick(Oddities);
                    break;
                case 2:
                    parts.Insert(at, Pick(Oddities));
                    break;
                case 3 when parts.Count > 2:
                    parts.RemoveAt(at);
                    break;
                case 4:
                    parts[at] = new string('x', random.Next(1, 9000));
                    break;
                default:
                    parts[at] = parts[at].ToUpperInvariant();
                    break;
            }
        }

        return string.Join('/', parts);
    }

    private bool Chance(double share) => random.NextDouble() < share;

    private string Pick(string[] of) => of[random.Next(of.Length)];

    private static byte[] Latin(StringBuilder text) => Encoding.UTF8.GetBytes(text.ToString());
}
