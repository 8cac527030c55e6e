using System.Net;

namespace k8s.Autorest;

/// <summary>The answer that was not a success.</summary>
public class HttpResponseMessageWrapper : HttpMessageWrapper
{
    /// <summary>Keeps what is of use of <paramref name="httpResponse"/>, whose body was <paramref name="content"/>.</summary>
    public HttpResponseMessageWrapper(HttpResponseMessage httpResponse, string content)
    {
        ArgumentNullException.ThrowIfNull(httpResponse);

        CopyHeaders(httpResponse.Headers);
        CopyHeaders(httpResponse.Content?.Headers);
        Content = content;
        StatusCode = httpResponse.StatusCode;
        ReasonPhrase = httpResponse.ReasonPhrase;
    }

    /// <summary>The status, such as 404 or 409.</summary>
    public HttpStatusCode StatusCode { get; set; }

    /// <summary>The words after the status; null over HTTP/2.</summary>
    public string ReasonPhrase { get; set; }
}
