namespace JobWorker.DevSidecar.App;

/// <summary>What the app answered, read to its end.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">All of it.</param>
/// <param name="Message">For its headers only.</param>
internal sealed record AppAnswer(int Status, ReadOnlyMemory<byte> Body, HttpResponseMessage Message)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Whether a header is there with any value.</summary>
    public bool Has(string header) => Message.Headers.Contains(header);

    /// <summary>The first value of a header; empty when absent.</summary>
    public string Header(string header) =>
        Message.Headers.TryGetValues(header, out var values) ? values.FirstOrDefault() ?? "" : "";
}

/// <summary>The app could not be asked: nothing listens, it is not healthy, or the answer never came.</summary>
/// <param name="message">What went wrong.</param>
/// <param name="neverSent">The app has seen nothing of the call, so making it again is safe.</param>
/// <param name="inner">The cause.</param>
internal sealed class AppUnreachableException(string message, bool neverSent, Exception? inner = null)
    : Exception(message, inner)
{
    public bool NeverSent { get; } = neverSent;
}

/// <summary>An answer whose body is still to be read. While it is open it keeps its place among the calls to the app.</summary>
/// <param name="message">Status and headers are there.</param>
/// <param name="close">Gives the place back; none where there is none.</param>
internal sealed class OpenAnswer(HttpResponseMessage message, Action? close = null) : IDisposable
{
    public HttpResponseMessage Message => message;

    public void Dispose()
    {
        message.Dispose();
        close?.Invoke();
    }
}
