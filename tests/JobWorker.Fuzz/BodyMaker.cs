using System.Text;
using System.Text.RegularExpressions;

namespace JobWorker.Fuzz;

/// <summary>Random bodies: what a route wants, the same with something wrong in it, or anything at all.</summary>
internal sealed partial class BodyMaker(Random random)
{
    private static readonly (string Route, string Body)[] Right =
    [
        ("transaction", """{"operations":[{"operation":"upsert","request":{"key":"k1","value":{"a":[1]},"etag":"1"}},{"operation":"delete","request":{"key":"k2"}}],"metadata":{}}"""),
        ("publish/bulk", """[{"entryId":"1","event":{"a":1},"contentType":"application/json","metadata":{"a":"b"}}]"""),
        ("/bulk", """{"keys":["k1","k2"],"parallelism":3,"metadata":{}}"""),
        ("actors/Fuzz/a1/state", """[{"operation":"upsert","request":{"key":"k","value":1,"metadata":{"ttlInSeconds":"5"}}},{"operation":"delete","request":{"key":"k2"}}]"""),
        ("reminders", """{"dueTime":"1h","period":"R3/PT1S","ttl":"2h","data":{"a":1},"overwrite":true}"""),
        ("timers", """{"dueTime":"10ms","period":"1s","ttl":"1s","callback":"m","data":[1]}"""),
        ("state", """[{"key":"k1","value":{"b":1.5},"etag":"1","metadata":{"ttlInSeconds":"60"},"options":{"concurrency":"first-write","consistency":"strong"}}]"""),
        ("bindings", """{"operation":"post","data":{"z":1,"a":"<&>"},"metadata":{"path":"x","X-A":"b"}}"""),
        ("lock", """{"resourceId":"r","lockOwner":"o","expiryInSeconds":1}"""),
        ("publish", """{"specversion":"1.0","id":"1","type":"t","source":"s","data":{"a":1}}"""),
    ];

    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1e999", "-1e-999", "123456789012345678901234567890", "1.7976931348623157e308", "\"\"", "\"x\"", "[]", "{}",
        "\"\\u0000\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "[[[]]]", "\"R99999999999/PT1S\"", "\"P99999999Y\"", "\"9999999999999h\"", "\"PT0S\"", "\"-5s\"",
        "\"1h1h1h\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00Z\"", "\"../../x\"", "\"http://127.0.0.1:1/\"", "\"||\"", "\"2147483648\"", "\"x\\ny\"",
        "\"R1/P99999999W\"", "\"P1Y2M3W4DT5H6M7S\"", "\"9223372036854775807ns\"", "2147483648", "-2147483649", "1.5", "\"1.5\"",
    ];

    /// <summary>A body for that route, right or wrong.</summary>
    public byte[] For(string route)
    {
        var right = Right.FirstOrDefault(one => route.Contains(one.Route, StringComparison.Ordinal)).Body ?? "{}";
        return random.NextDouble() switch
        {
            < 0.25 => Encoding.UTF8.GetBytes(right),
            < 0.65 => Encoding.UTF8.GetBytes(Mutated(right)),
            < 0.75 => Encoding.UTF8.GetBytes(right[..random.Next(right.Length + 1)]),
            < 0.85 => Flipped(Encoding.UTF8.GetBytes(right)),
            < 0.87 => Deep(),
            < 0.875 => Large(),
            < 0.95 => Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]),
            _ => Noise(),
        };
    }

    /// <summary>One to three values, names or brackets of it become something else.</summary>
    private string Mutated(string json)
    {
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var tokens = Token().Matches(json);
            if (tokens.Count == 0)
            {
                break;
            }

            var token = tokens[random.Next(tokens.Count)];
            var other = random.Next(5) == 0 ? "" : Values[random.Next(Values.Length)];
            json = json[..token.Index] + other + json[(token.Index + token.Length)..];
        }

        return json;
    }

    private byte[] Flipped(byte[] body)
    {
        for (var n = random.Next(1, 5); n > 0 && body.Length > 0; n--)
        {
            body[random.Next(body.Length)] = (byte)random.Next(256);
        }

        return body;
    }

    private byte[] Deep()
    {
        var depth = random.Next(1, 100_000);
        var (open, close) = random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}");

        return Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth)));
    }

    private static byte[] Large()
    {
        var body = new byte[5 << 20];
        Array.Fill(body, (byte)' ');

        return body;
    }

    private byte[] Noise()
    {
        var body = new byte[random.Next(0, 2000)];
        random.NextBytes(body);

        return body;
    }

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|-?\\d[\\d.e+]*|true|false|null|[\\[\\]{},:]")]
    private static partial Regex Token();
}
