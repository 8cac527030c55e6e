namespace k8s.Autorest;

/// <summary>The API server answered, and not with 2xx.</summary>
/// <remarks>The body is usually a Status in JSON, but plain text where the server throttles (429) or a proxy answers.</remarks>
public class HttpOperationException : Exception
{
    /// <inheritdoc cref="HttpOperationException"/>
    public HttpOperationException()
    {
    }

    /// <inheritdoc cref="HttpOperationException"/>
    public HttpOperationException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="HttpOperationException"/>
    public HttpOperationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What was asked, without the credentials.</summary>
    public HttpRequestMessageWrapper Request { get; set; }

    /// <summary>Status, headers and body of the answer.</summary>
    public HttpResponseMessageWrapper Response { get; set; }

    /// <summary>The body as an object, where someone has read it; null otherwise.</summary>
    public object Body { get; set; }
}
