using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JobWorker.Core.Journals;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Retries;

namespace JobWorker.Core.Ojs;

/// <summary>The one JSON form of what queues store and of what is asked of them.</summary>
public static class OjsJson
{
    private static readonly string[] States = [.. Enum.GetNames<JobState>().Select(name => name.ToLowerInvariant())];

    /// <summary>Left out where nothing differs from them: most jobs are much like these.</summary>
    private static readonly object[] Prototypes =
    [
        new JobSpec { Type = "", Args = default },
        RetryPolicy.Default,
        new OjsJob { Id = "", Place = 0, Spec = new JobSpec { Type = "", Args = default } },
        new QueueHead(),
    ];

    /// <summary>Web names, no nulls, enums as words, and of jobs nothing that is as usual. Read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>A state's word outside.</summary>
    public static string Name(JobState state) => States[(int)state];

    /// <summary>The state of a word.</summary>
    public static JobState? State(string word) => Array.IndexOf(States, word) is >= 0 and var i ? (JobState)i : null;

    /// <summary>The JSON that is stored or sent.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>What was stored or sent.</summary>
    /// <exception cref="JsonException">It is not what <typeparamref name="T"/> is written as.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"null is no {typeof(T).Name}");

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JobJson.Options)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutTheUsual } },
        };
        options.MakeReadOnly();

        return options;
    }

    private static void LeaveOutTheUsual(JsonTypeInfo type)
    {
        // What is worked out from the rest is not stored.
        if (type.Type == typeof(OjsJob))
        {
            foreach (var derived in type.Properties.Where(p => p.Set is null).ToList())
            {
                type.Properties.Remove(derived);
            }
        }

        if (Prototypes.FirstOrDefault(p => p.GetType() == type.Type) is not { } usual)
        {
            return;
        }

        foreach (var property in type.Properties.Where(p => !p.IsRequired && p.Get is not null))
        {
            var value = property.Get!(usual);
            property.ShouldSerialize = (_, actual) => actual is not null && !actual.Equals(value);
        }
    }
}
