using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.Api.Operations;

/// <summary>Calls output bindings, under the policies of their components.</summary>
internal sealed class OutputBindings(ComponentRegistry components, Runners runners)
{
    /// <summary>What the component answered; none where it has no answer.</summary>
    /// <param name="name">The component's name.</param>
    /// <param name="request">What to do; its metadata gets the trace.</param>
    /// <param name="trace">Handed on.</param>
    /// <param name="cancel">Ends the call and the retries.</param>
    /// <exception cref="ApiException">It failed, for want of the component or of the operation as well.</exception>
    public async Task<BindingResponse?> InvokeAsync(
        string name, BindingRequest request, TraceContext trace, CancellationToken cancel)
    {
        var metadata = new Dictionary<string, string>(request.Metadata, StringComparer.Ordinal)
        {
            [TraceParent.Header] = trace.Parent,
        };
        var traced = request with { Metadata = metadata };
        try
        {
            var binding = components.Find<IOutputBinding>(name)
                ?? throw new BindingException($"couldn't find output binding {name}", new Dictionary<string, string>());
            return await runners.ForOutbound(name, "Binding").RunAsync(token => binding.InvokeAsync(traced, token), cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_INVOKE_OUTPUT_BINDING",
                $"error invoking output binding {name}: {e.Message}", e)
            {
                Metadata = (e as BindingException)?.Metadata ?? new Dictionary<string, string>(),
            };
        }
    }
}
