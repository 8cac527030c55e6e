namespace Prometheus;

/// <summary>Thrown by a callback before collection: this scrape is answered with 503 and the message.</summary>
public class ScrapeFailedException : Exception
{
    /// <inheritdoc cref="ScrapeFailedException"/>
    public ScrapeFailedException()
    {
    }

    /// <inheritdoc cref="ScrapeFailedException"/>
    public ScrapeFailedException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="ScrapeFailedException"/>
    public ScrapeFailedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
