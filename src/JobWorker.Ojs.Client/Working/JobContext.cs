using JobWorker.Ojs.Client.Jobs;

namespace JobWorker.Ojs.Client.Working;

/// <summary>A job in the hands of a handler.</summary>
/// <param name="Job">What to do.</param>
/// <param name="Cancelled">
/// Falls when there is no sense in going on: the job was cancelled, another worker has it, or the worker ends and its grace is
/// over.
/// </param>
public sealed record JobContext(OjsJob Job, CancellationToken Cancelled)
{
    /// <summary>The first argument as <typeparamref name="T"/>.</summary>
    public T? Arg<T>() => Job.Arg<T>(0);
}

/// <summary>Does a job; what it returns is the job's result.</summary>
/// <exception cref="JobFailedException">The attempt failed, and here is how to say so.</exception>
public delegate Task<object?> JobHandler(JobContext context);

/// <summary>A failure with a code of its own; others are a <c>handler_error</c> whose type is the exception's name.</summary>
public sealed class JobFailedException : Exception
{
    /// <summary>A failure.</summary>
    /// <param name="code">Such as <c>invalid_address</c>.</param>
    /// <param name="message">For people.</param>
    /// <param name="retryable">Whether another attempt may succeed.</param>
    public JobFailedException(string code, string message, bool retryable = true)
        : base(message) => (Code, Retryable) = (code, retryable);

    /// <summary>Told as the error's code.</summary>
    public string Code { get; }

    /// <summary>False ends the job, however many attempts are left.</summary>
    public bool Retryable { get; }
}
