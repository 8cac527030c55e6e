using System.Text.Json;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Actors;

/// <summary>The body with which an app registers a reminder or a timer.</summary>
/// <param name="DueTime">When it first fires; empty for now, or after one period where there is one.</param>
/// <param name="Period">Time between ticks; empty fires once.</param>
/// <param name="Ttl">When it ends; empty for never.</param>
/// <param name="Callback">The method a timer means; not for reminders.</param>
/// <param name="Data">A slice of the body, JSON; empty when absent.</param>
/// <param name="Overwrite">Take the place of a reminder of the same name. Default true.</param>
internal sealed record TickRequest(
    string DueTime, string Period, string Ttl, string Callback, ReadOnlyMemory<byte> Data, bool Overwrite)
{
    /// <exception cref="ApiException">The body is not of that shape.</exception>
    public static TickRequest Parse(ReadOnlyMemory<byte> body)
    {
        var request = new TickRequest("", "", "", "", default, true);
        if (body.Length == 0)
        {
            return request;
        }

        try
        {
            var reader = new Utf8JsonReader(body.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("expected an object");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                request = request.With(name, JsonSlice.Take(ref reader, body));
            }

            JsonSlice.End(ref reader);
            return request;
        }
        catch (Exception e) when (JsonSlice.IsMalformed(e))
        {
            throw ApiException.Malformed(e.Message, e);
        }
    }

    /// <summary>When it first fires.</summary>
    /// <exception cref="FormatException">The due time is none.</exception>
    public DateTimeOffset FirstDue(Period period, DateTimeOffset now) =>
        DueTime.Length > 0 ? Timing.Due("dueTime", DueTime, now) : period.Next(now) ?? now;

    /// <summary>When it ends; none for never.</summary>
    /// <exception cref="FormatException">The time to live is none, or is over already.</exception>
    public DateTimeOffset? Ends(DateTimeOffset now)
    {
        if (Ttl.Length == 0)
        {
            return null;
        }

        var end = Timing.Due("ttl", Ttl, now);
        return end > now ? end : throw new FormatException($"ttl: \"{Ttl}\" is over already.");
    }

    private TickRequest With(string? name, ReadOnlyMemory<byte> value) => name switch
    {
        "dueTime" => this with { DueTime = Text(value) },
        "period" => this with { Period = Text(value) },
        "ttl" => this with { Ttl = Text(value) },
        "callback" => this with { Callback = Text(value) },
        "data" => this with { Data = value },
        "overwrite" => this with { Overwrite = JsonSerializer.Deserialize<bool?>(value.Span) ?? true },
        _ => this,
    };

    private static string Text(ReadOnlyMemory<byte> value) => JsonSerializer.Deserialize<string>(value.Span) ?? "";
}
