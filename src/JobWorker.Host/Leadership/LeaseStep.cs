namespace JobWorker.Host.Leadership;

/// <summary>One of the two locks a lease is made of.</summary>
internal enum Slot
{
    /// <summary>Taken first.</summary>
    A,

    /// <summary>Taken second.</summary>
    B,
}

/// <summary>What a lease asks its owner to do next.</summary>
internal abstract record LeaseStep
{
    private LeaseStep()
    {
    }

    /// <summary>Ask the lock store for a slot.</summary>
    /// <param name="Slot">Which.</param>
    /// <param name="Taking">Names this taking, so that a late release of an earlier one cannot end it.</param>
    /// <param name="For">Whole seconds.</param>
    public sealed record Take(Slot Slot, int Taking, TimeSpan For) : LeaseStep;

    /// <summary>Give a slot back, or what may have become of asking for it.</summary>
    public sealed record Release(Slot Slot, int Taking) : LeaseStep;

    /// <summary>Nothing to do before then.</summary>
    public sealed record Wait(TimeSpan Until) : LeaseStep;
}
