using System.Text.Json;

namespace Dapr.Client.Http;

/// <summary>The client over the sidecar's HTTP API. One file a building block; this one holds what they share.</summary>
internal sealed partial class DaprHttpClient(Sidecar sidecar, JsonSerializerOptions json) : DaprClient
{
    public override JsonSerializerOptions JsonSerializerOptions => json;

    protected override void Dispose(bool disposing)
    {
        sidecar.Close();
        base.Dispose(disposing);
    }

    /// <summary>Sends a request whose every refusal is an error.</summary>
    /// <exception cref="DaprException">The sidecar refused, could not be reached, or took too long.</exception>
    private async Task<SidecarAnswer> CallAsync(string operation, HttpRequestMessage request, CancellationToken cancel) =>
        (await AskAsync(operation, request, cancel)).Expected(operation);

    /// <summary>Sends a request and leaves the status to the caller.</summary>
    /// <exception cref="DaprException">The sidecar could not be reached, or took too long.</exception>
    private async Task<SidecarAnswer> AskAsync(string operation, HttpRequestMessage request, CancellationToken cancel)
    {
        try
        {
            return await sidecar.SendAsync(request, cancel);
        }
        catch (HttpRequestException e)
        {
            throw new DaprException($"{operation} failed: the sidecar did not answer: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new DaprException($"{operation} failed: the sidecar took too long.", e);
        }
    }

    /// <summary>Reads a value, by default as the user wants it; nothing at all is read as default.</summary>
    /// <exception cref="DaprException">It is not the JSON of a <typeparamref name="T"/>.</exception>
    private T Read<T>(string operation, ReadOnlySpan<byte> body, JsonSerializerOptions? options = null)
    {
        try
        {
            return body.IsEmpty ? default! : JsonSerializer.Deserialize<T>(body, options ?? json)!;
        }
        catch (JsonException e)
        {
            throw new DaprException($"{operation} failed: the answer is no JSON of {typeof(T).Name}: {e.Message}", e);
        }
    }

    private static void Require(string value, string name) => ArgumentException.ThrowIfNullOrEmpty(value, name);
}
