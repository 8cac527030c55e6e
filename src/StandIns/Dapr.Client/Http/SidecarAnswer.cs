using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Dapr.Client.Http;

/// <summary>What the sidecar answered, read to its end.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body; empty when there was none.</param>
/// <param name="Headers">The response headers.</param>
internal sealed record SidecarAnswer(HttpStatusCode Status, byte[] Body, HttpResponseHeaders Headers)
{
    /// <summary>The text of a header, exactly as sent; none when it is missing.</summary>
    public string? Header(string name) =>
        Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    /// <summary>Passes a 2xx on.</summary>
    /// <param name="operation">What was tried, for the message.</param>
    /// <exception cref="DaprApiException">Any other status.</exception>
    public SidecarAnswer Expected(string operation) => (int)Status is >= 200 and < 300 ? this : throw Error(operation);

    private DaprApiException Error(string operation)
    {
        var (code, message) = ReadError();
        var transient = (int)Status is 429 or >= 500;
        return new($"{operation} failed: {(int)Status} {code ?? Status.ToString()}: {message}", code, transient);
    }

    private (string? Code, string Message) ReadError()
    {
        try
        {
            var error = JsonSerializer.Deserialize<SidecarError>(Body, JsonSerializerOptions.Web);
            return (error?.ErrorCode, error?.Message ?? Text());
        }
        catch (JsonException)
        {
            // A wrong token, for one, is answered in plain text.
            return (null, Text());
        }
    }

    private string Text() => Encoding.UTF8.GetString(Body);

    private sealed record SidecarError(string? ErrorCode, string? Message);
}
