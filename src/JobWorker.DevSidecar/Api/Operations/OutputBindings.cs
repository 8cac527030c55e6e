using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency;

namespace JobWorker.DevSidecar.Api.Operations;

/// <summary>Calls output bindings, with the retries of their policies.</summary>
internal sealed class OutputBindings(ComponentRegistry components, ResiliencyPolicies policies, TimeProvider clock)
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
            return await policies.ForOutbound(name, "Binding").ExecuteAsync(
                () => binding.InvokeAsync(traced, cancel), e => e is BindingException, clock, cancel);
        }
        catch (BindingException e)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_INVOKE_OUTPUT_BINDING",
                $"error invoking output binding {name}: {e.Message}", e)
            {
                Metadata = e.Metadata,
            };
        }
    }
}
