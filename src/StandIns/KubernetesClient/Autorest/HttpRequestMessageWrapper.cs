namespace k8s.Autorest;

/// <summary>The request that failed.</summary>
public class HttpRequestMessageWrapper : HttpMessageWrapper
{
    /// <summary>Keeps what is of use of <paramref name="httpRequest"/>, whose body was <paramref name="content"/>.</summary>
    public HttpRequestMessageWrapper(HttpRequestMessage httpRequest, string content)
    {
        ArgumentNullException.ThrowIfNull(httpRequest);

        CopyHeaders(httpRequest.Headers);
        CopyHeaders(httpRequest.Content?.Headers);
        Headers.Remove("Authorization");
        Content = content;
        Method = httpRequest.Method;
        RequestUri = httpRequest.RequestUri;
    }

    /// <summary>The verb.</summary>
    public HttpMethod Method { get; set; }

    /// <summary>The whole address, with its query.</summary>
    public Uri RequestUri { get; set; }
}
