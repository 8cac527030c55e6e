namespace JobWorker.Core.Ojs.Times;

/// <summary>A moment or none in eight bytes, where <see cref="Nullable{DateTimeOffset}"/> takes 24.</summary>
internal readonly record struct Moment
{
    private readonly long _ticks;

    /// <summary>The same moment, UTC. The first of all moments is none.</summary>
    public Moment(DateTimeOffset? time) => _ticks = time?.UtcTicks ?? 0;

    /// <summary>The moment, UTC.</summary>
    public DateTimeOffset? Time => _ticks == 0 ? null : new DateTimeOffset(_ticks, TimeSpan.Zero);
}
