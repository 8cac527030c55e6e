using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JobWorker.Core.Jobs;

namespace JobWorker.Core.Journals;

/// <summary>The one JSON form of events, commands and states.</summary>
/// <remarks>
/// Metadata comes from reflection, not from the source generator: the generator gives an absent <c>init</c> property its type's
/// default instead of the one its initialiser states, so a journal older than a property would read wrongly.
/// </remarks>
public static class JobJson
{
    /// <summary>Web names, no nulls, enums as words, the discriminator anywhere in the object. Read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Events, as they are stored.</summary>
    public static JsonTypeInfo<JobEvent> Event { get; } = Options.GetTypeInfo<JobEvent>();

    /// <summary>Commands, as actors get them.</summary>
    public static JsonTypeInfo<JobCommand> Command { get; } = Options.GetTypeInfo<JobCommand>();

    /// <summary>States, as they are kept beside a journal.</summary>
    public static JsonTypeInfo<Job> State { get; } = Options.GetTypeInfo<Job>();

    /// <summary>The UTF-8 an event is stored as.</summary>
    public static byte[] Write(JobEvent e) => JsonSerializer.SerializeToUtf8Bytes(e, Event);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            AllowOutOfOrderMetadataProperties = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new ImmutableArrayConverter() },
        };
        options.MakeReadOnly();

        return options;
    }

    private static JsonTypeInfo<T> GetTypeInfo<T>(this JsonSerializerOptions options) =>
        (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
