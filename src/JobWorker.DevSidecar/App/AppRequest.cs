namespace JobWorker.DevSidecar.App;

/// <summary>One call of the app.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Path">Path and query, escaped.</param>
internal sealed record AppRequest(HttpMethod Method, string Path)
{
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Of the body.</summary>
    public string? ContentType { get; init; }

    /// <summary>Sent as they are; what is no valid header is left out.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>A turn of an actor that is not part of any chain of calls: a reminder or a timer.</summary>
    public bool BeginsAlone { get; init; }

    /// <summary>Made even while the app is unhealthy: probes, and what belongs to starting and stopping.</summary>
    public bool EvenUnhealthy { get; init; }

    public HttpRequestMessage ToMessage(string address)
    {
        var message = new HttpRequestMessage(Method, new Uri(address + Path, new UriCreationOptions
        {
            // Actor ids and methods arrive escaped; they must reach the app as they were.
            DangerousDisablePathAndQueryCanonicalization = true,
        }));

        if (Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            if (ContentType is not null)
            {
                message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            }
        }

        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }
}
