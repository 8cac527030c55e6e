using JobWorker.DevSidecar.Api.Http.Invocation;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Hosting.Reload;

/// <summary>What was made of the resource files.</summary>
/// <param name="Components">In force now.</param>
/// <param name="Maker">Makes more.</param>
/// <param name="Endpoints">HTTPEndpoint resources by name.</param>
internal sealed record MadeResources(
    ComponentRegistry Components, ComponentMaker Maker, IReadOnlyDictionary<string, HttpEndpoint> Endpoints);
