using System.Text.Json;

namespace JobWorker.DevSidecar.App.PubSub;

/// <summary>What becomes of a message.</summary>
internal enum VerdictKind
{
    /// <summary>Acknowledged.</summary>
    Taken,

    /// <summary>Tried again, as often as the retry policy allows.</summary>
    Retry,

    /// <summary>Lost, or a dead letter; never tried again.</summary>
    Drop,
}

/// <summary>The app's answer to a message, as Dapr reads it.</summary>
/// <param name="Kind">What becomes of the message.</param>
/// <param name="Reason">For people; empty when taken.</param>
/// <param name="Code">The HTTP status, where that alone is what is wrong.</param>
internal readonly record struct Verdict(VerdictKind Kind, string Reason, int? Code = null)
{
    /// <summary>Any 2xx takes it unless its <c>status</c> says otherwise; 404 drops it; all else is tried again.</summary>
    public static Verdict Of(AppAnswer answer) => answer switch
    {
        { IsSuccess: true, Body.Length: 0 } => new(VerdictKind.Taken, ""),
        { IsSuccess: true } => OfStatus(Status(answer.Body.Span)),
        { Status: 404 } => new(VerdictKind.Drop, "the app answered 404"),
        _ => new(VerdictKind.Retry, $"the app answered {answer.Status}", answer.Status),
    };

    private static Verdict OfStatus(string? status) => status switch
    {
        null or "" or "SUCCESS" => new(VerdictKind.Taken, ""),
        "RETRY" => new(VerdictKind.Retry, "the app answered RETRY"),
        "DROP" => new(VerdictKind.Drop, "the app answered DROP"),
        _ => new(VerdictKind.Retry, $"the app answered with the unknown status \"{status}\""),
    };

    private static string? Status(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isStatus = reader.ValueTextEquals("status");
                reader.Read();
                if (isStatus)
                {
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // A body that cannot be read acknowledges, like an empty one.
        }

        return null;
    }
}
