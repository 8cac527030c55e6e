namespace JobWorker.DevSidecar.Api.Routing;

/// <summary>One group of routes.</summary>
internal interface IApi
{
    /// <summary>The answer; none where the group has no such route.</summary>
    Task? Route(ApiCall call);
}
