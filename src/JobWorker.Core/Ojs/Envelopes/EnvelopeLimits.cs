namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>How large requests may be. Sizes are of UTF-8 as it is sent, in bytes.</summary>
public sealed record EnvelopeLimits
{
    /// <summary>For who sets none.</summary>
    public static readonly EnvelopeLimits Default = new();

    /// <summary>A job's arguments. Default 1 MiB.</summary>
    public int ArgsBytes { get; init; } = 1024 * 1024;

    /// <summary>A job's annotations, and as much again for members this service does not know. Default 64 KiB.</summary>
    public int MetaBytes { get; init; } = 64 * 1024;

    /// <summary>A job's result. Default 1 MiB; at least 64 KiB by OJS workflows, section 7.5.</summary>
    public int ResultBytes { get; init; } = 1024 * 1024;

    /// <summary>The details of an error: a job keeps those of many. Default 64 KiB.</summary>
    public int DetailsBytes { get; init; } = 64 * 1024;

    /// <summary>Levels of lists and objects within each other. Default 48: readers stop at 64, and what is stored is wrapped.</summary>
    public int Depth { get; init; } = 48;

    /// <summary>Jobs in one batch. Default 10,000.</summary>
    public int BatchJobs { get; init; } = 10_000;

    /// <summary>Jobs in one workflow, nested ones and callbacks included. Default 1,000.</summary>
    public int WorkflowJobs { get; init; } = 1_000;

    /// <summary>Workflows within each other, the outermost included. Default 5; OJS workflows, section 10.2, ask for 3.</summary>
    public int WorkflowDepth { get; init; } = 5;
}
