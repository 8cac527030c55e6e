namespace JobWorker.Host.Hosting.Listening.Access;

/// <summary>What the holder of a key may do at the public listener. Each role may also do what those before it may.</summary>
internal enum AccessRole
{
    /// <summary>Look: everything that is asked by GET.</summary>
    Read,

    /// <summary>Send jobs, schedules and workflows, work on them, and cancel them.</summary>
    Submit,

    /// <summary>Change what is everybody's: queues, intake, many jobs at once, what is told to whom.</summary>
    Operate,
}
