namespace JobWorker.DevSidecar.Actors.Placement.Routing;

/// <summary>What sidecars of one app tell each other beside the API's own words.</summary>
internal static class PeerHeaders
{
    /// <summary>On a request: another sidecar sends it, because the actor is here in this epoch. It goes no further.</summary>
    public const string Epoch = "x-jobworker-placement";

    /// <summary>On the answer: what came of it, one of the words below.</summary>
    public const string Outcome = "x-jobworker-turn";

    /// <summary>The app's answer, or, for reminders, the sidecar's.</summary>
    public const string Answered = "answered";

    /// <summary>The actor is not here.</summary>
    public const string Moved = "moved";

    /// <summary>The app has seen nothing of the call; the body says why.</summary>
    public const string NeverSent = "unsent";

    /// <summary>The app did not answer; the body says why.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The actor ended under the call; the body says why.</summary>
    public const string Ended = "ended";

    /// <summary>Too many calls of one chain are in the actor.</summary>
    public const string TooDeep = "deep";

    /// <summary>The epoch another sidecar sent it in; none for anybody else's request.</summary>
    public static long? EpochOf(HttpRequest request) =>
        request.Headers.TryGetValue(Epoch, out var value) && long.TryParse(value, out var epoch) ? epoch : null;
}
