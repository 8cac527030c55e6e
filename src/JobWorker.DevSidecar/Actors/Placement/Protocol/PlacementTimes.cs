namespace JobWorker.DevSidecar.Actors.Placement.Protocol;

/// <summary>The times of the placement; the same for all sidecars of an app.</summary>
internal sealed record PlacementTimes
{
    public static readonly PlacementTimes Default = new();

    /// <summary>Time between two beats. Default 500 ms.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Time between two beats while a table is about to change. Default 50 ms.</summary>
    public TimeSpan Hurry { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Time from the beginning of its last beat in which a member serves. Default 2.5 s.</summary>
    public TimeSpan Serving { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>Time after <see cref="Serving"/> until calls in progress are cut off. Default 400 ms.</summary>
    /// <remarks>A process that was stopped for long gets to beat before it cuts off what nobody has taken from it.</remarks>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Silence after which others take a member for dead. Default 3 s.</summary>
    public TimeSpan Death { get; init; } = TimeSpan.FromSeconds(3);
}
