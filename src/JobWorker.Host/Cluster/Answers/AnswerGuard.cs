namespace JobWorker.Host.Cluster.Answers;

/// <summary>Bounds what the API server can do to this process: how much one answer holds, how long a watch is silent.</summary>
internal sealed class AnswerGuard(ServerClock server, TimeProvider clock) : DelegatingHandler
{
    /// <summary>
    /// Longest answer, and longest line of a watch, in bytes: 32 MiB. A page of 500 pods is a few; one object at most 3.
    /// </summary>
    public const long LongestAnswer = 32 << 20;

    /// <summary>
    /// Longest silence of a watch, 90 s: a server that lives sends a bookmark every 60. The connection is half open, or the
    /// server's stream is dead.
    /// </summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(90);

    /// <summary>Whether a request opens a watch.</summary>
    public static bool IsWatch(HttpRequestMessage request) =>
        request.RequestUri?.Query.Contains("watch=true", StringComparison.OrdinalIgnoreCase) == true;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        server.Note(response.Headers.Date);
        if (IsLog(request))
        {
            // Read up to a limit of its own, and followed for as long as somebody looks.
            return response;
        }

        var watch = IsWatch(request);
        var body = response.Content;
        if (!watch && body.Headers.ContentLength > LongestAnswer)
        {
            response.Dispose();
            throw new AnswerTooLongException();
        }

        var guarded = new StreamContent(new GuardedStream(
            await body.ReadAsStreamAsync(cancellationToken), body, LongestAnswer, byLine: watch,
            watch ? LongestSilence : null, clock));
        foreach (var (name, values) in body.Headers.NonValidated)
        {
            guarded.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = guarded;

        return response;
    }

    private static bool IsLog(HttpRequestMessage request) =>
        request.RequestUri?.AbsolutePath.EndsWith("/log", StringComparison.Ordinal) == true;
}

/// <summary>The API server's answer is longer than any should be; what is left of it is not read.</summary>
internal sealed class AnswerTooLongException()
    : IOException($"The API server's answer is longer than {AnswerGuard.LongestAnswer >> 20} MiB and was refused.");

/// <summary>A watch sent nothing, not even a bookmark, for longer than a server that lives stays silent.</summary>
internal sealed class WatchSilentException()
    : IOException($"Nothing was heard for {AnswerGuard.LongestSilence.TotalSeconds:0} s.");
