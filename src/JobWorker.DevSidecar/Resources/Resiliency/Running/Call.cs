namespace JobWorker.DevSidecar.Resources.Resiliency.Running;

/// <summary>A call, and how its end is judged.</summary>
/// <param name="Make">Makes one try. An exception is a failure, unless it is the caller's own cancellation.</param>
internal sealed record Call<T>(Func<CancellationToken, Task<T>> Make)
{
    /// <summary>Says when an answer is a failure all the same. Default: never.</summary>
    public Func<T, Failure?> Judge { get; init; } = static _ => null;

    /// <summary>Says what an exception means. Default: a failure without a code, worth another try.</summary>
    public Func<Exception, Failure> JudgeError { get; init; } = static e => new Failure(e.Message);

    /// <summary>What is called, for the log; empty where the name of the target says it all.</summary>
    public string What { get; init; } = "";

    /// <summary>Ends pauses between tries; a try in progress goes on. Default: what ends the tries.</summary>
    public CancellationToken Stop { get; init; }
}
