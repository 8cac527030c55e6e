namespace JobWorker.DevSidecar.Api.Routing;

/// <summary>Groups that daprd has and this sidecar has not: they say so instead of pretending.</summary>
internal sealed class UnimplementedApi : IApi
{
    /// <summary>Second segments of their paths.</summary>
    public static readonly string[] Groups =
        ["workflows", "jobs", "configuration", "crypto", "subtlecrypto", "conversation"];

    public Task Route(ApiCall call) => call.FailAsync(new ApiException(
        StatusCodes.Status501NotImplemented, "ERR_API_UNIMPLEMENTED",
        $"the {call.Path[1]} API is not implemented by this development sidecar"));
}
