namespace JobWorker.DevSidecar.Api.Routing;

/// <summary>A request is answered with Dapr's error body.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">Such as <c>ERR_STATE_GET</c>.</param>
/// <param name="message">For people.</param>
/// <param name="inner">The cause, where there is one.</param>
internal sealed class ApiException(int status, string code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>Sent as <c>metadata.*</c> headers.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public static ApiException Malformed(string message, Exception? inner = null) =>
        new(StatusCodes.Status400BadRequest, "ERR_MALFORMED_REQUEST", $"failed deserializing HTTP body: {message}", inner);
}
