namespace k8s.Autorest;

/// <summary>An exchange with the API server. Disposing it ends the answer's stream.</summary>
public class HttpOperationResponse : IDisposable
{
    private bool _disposed;

    /// <summary>What was sent.</summary>
    public HttpRequestMessage Request { get; set; }

    /// <summary>What was answered.</summary>
    public HttpResponseMessage Response { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of both messages, once.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            Request?.Dispose();
            Response?.Dispose();
        }
    }
}

/// <summary>An exchange whose answer is a <typeparamref name="T"/>.</summary>
public class HttpOperationResponse<T> : HttpOperationResponse
{
    /// <summary>The answer; null for a watch, whose stream is still to be read.</summary>
    public T Body { get; set; }
}
