namespace JobWorker.Host.Jobs;

/// <summary>The periodic wake-up of one job, kept by the sidecar's scheduler.</summary>
internal interface IJobReminder
{
    /// <summary>Wakes the job every so often from now on.</summary>
    Task ArmAsync();

    /// <summary>Lets it sleep.</summary>
    Task DisarmAsync();
}
