using System.Collections;
using System.Text;
using System.Text.Json.Nodes;

namespace JobWorker.Acceptance.Tests.Messages;

/// <summary>A message nobody should have sent.</summary>
/// <param name="Bytes">As it goes on the queue.</param>
/// <param name="Id">The id under which it must show, rejected; none where it must be a dead letter.</param>
/// <param name="Field">Where <paramref name="Id"/> is given: the field whose rule it breaks.</param>
internal sealed record Hostile(byte[] Bytes, string? Id = null, string? Field = null);

/// <summary>An endless sequence of hostile messages, the same for the same seed.</summary>
internal sealed class HostileGenerator(int seed) : IEnumerable<Hostile>
{
    private static readonly Func<Random, string, Hostile>[] Kinds =
    [
        Truncated,
        (_, id) => Raw($$"""{"id":"{{id}}","service":"s","job":{"prefixName":"a""" + "\u0001\"}}"),
        (_, _) => new Hostile([0xff, 0xfe, 0x00, 0x80, .. "{\"id\":\"x\"}"u8]),
        (_, id) => Raw(Nested(id)),
        (_, _) => Raw("""[[],{},null,"text"]"""),
        (random, _) => Raw($$"""{"id":{{random.Next()}},"service":"s"}"""),
        (_, _) => Raw("""{"id":"\ud800","service":"s","job":{}}"""),
        (_, _) => Raw("""{"id":"a/b c","service":"s","job":{}}"""),
        (_, _) => Raw("""{"id":1e400,"job":{"backoffLimit":1e400}}"""),
        Changed("job.prefixName", job => job["prefixName"] = "Not_A_Label"),
        Changed("job.prefixName", job => job["prefixName"] = new string('a', 300)),
        Changed("job.namespace", job => job["namespace"] = "kube-system"),
        Changed("job.command", job => job["command"] = 17),
        Changed("job.image", job => job["image"] = "two words"),
        Changed("job.ttlSecondsAfterFinished", job => job["ttlSecondsAfterFinished"] = "soon"),
        Changed("job.activeDeadlineSeconds", job => job["activeDeadlineSeconds"] = 1e30),
        Changed("job.env", job => job["env"] = new JsonArray(new JsonObject { ["name"] = "1=2", ["value"] = new JsonArray() })),
        Changed("job.resources", job => job["resources"] = new JsonObject { ["limits"] = new JsonObject { ["cpu"] = "much" } }),
        (_, id) => new Hostile(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","service":"\ud800","job":null}"""), id, "service"),
        (_, id) => new Hostile(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""), id, "service"),
    ];

    public IEnumerator<Hostile> GetEnumerator()
    {
        var random = new Random(seed);
        yield return Large("large", 400 * 1024);
        yield return Large("larger", 1024 * 1024) with { Id = null };
        for (var i = 0; ; i++)
        {
            yield return Kinds[random.Next(Kinds.Length)](random, $"hostile-{i}");
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Hostile Raw(string text) => new(Encoding.UTF8.GetBytes(text));

    private static Hostile Truncated(Random random, string id)
    {
        var whole = JobMessages.Shell(id, "true").Bytes();

        return new Hostile(whole[..random.Next(1, whole.Length - 1)]);
    }

    private static string Nested(string id) =>
        $$"""{"id":"{{id}}","service":"s","job":{{new string('[', 5000)}}{{new string(']', 5000)}}}""";

    private static Hostile Large(string id, int length)
    {
        var message = JobMessages.Shell(id, "true", change: job => job["args"] = new JsonArray(new string('x', length)));

        return new Hostile(message.Bytes(), id, "message");
    }

    private static Func<Random, string, Hostile> Changed(string field, Action<JsonObject> change) => (_, id) =>
        new Hostile(JobMessages.Shell(id, "true", change: change).Bytes(), id, field);
}
