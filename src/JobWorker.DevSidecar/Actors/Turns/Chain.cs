using JobWorker.DevSidecar.App;

namespace JobWorker.DevSidecar.Actors.Turns;

/// <summary>Calls that came of one another, known by the id that the app hands on.</summary>
/// <param name="Id">None for a call that shares its turn with no other.</param>
/// <param name="MaxDepth">Calls of it that may be in one actor.</param>
internal readonly record struct Chain(string? Id, int MaxDepth)
{
    /// <summary>Carries the id, both ways.</summary>
    public const string Header = "Dapr-Reentrancy-Id";

    public static readonly Chain None = new(null, 1);

    /// <summary>The chain of <paramref name="request"/>, and the request as it goes to the app.</summary>
    /// <param name="request">Gets an id if it has none.</param>
    /// <param name="maxDepth">None where reentrancy is off: nothing is added, and an id in the request means nothing.</param>
    /// <param name="clock">Makes ids.</param>
    /// <remarks>Reminders and timers carry no id, as in daprd 1.18: an actor must not call itself from one.</remarks>
    public static (Chain Chain, AppRequest Request) Of(AppRequest request, int? maxDepth, TimeProvider clock)
    {
        if (maxDepth is not { } most || request.BeginsAlone)
        {
            return (None, request);
        }

        foreach (var (name, value) in request.Headers)
        {
            if (name.Equals(Header, StringComparison.OrdinalIgnoreCase) && value.Length > 0)
            {
                return (new Chain(value, most), request);
            }
        }

        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        return (new Chain(id, most), request with { Headers = [.. request.Headers, new(Header, id)] });
    }
}
