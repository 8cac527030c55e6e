using JobWorker.DevSidecar.Resources;

namespace JobWorker.DevSidecar.Components;

/// <summary>Makes components of their resources.</summary>
/// <param name="types">What can be made, by type.</param>
/// <param name="values">Resolves references.</param>
/// <param name="context">What components may use of the sidecar.</param>
internal sealed class ComponentMaker(
    IReadOnlyDictionary<string, ComponentFactory> types, ValueResolver values, ComponentContext context)
{
    /// <exception cref="ResourceException">The type is unknown.</exception>
    public void RequireType(ComponentResource resource)
    {
        if (!types.ContainsKey(resource.Type))
        {
            throw new ResourceException(resource.Source,
                $"component \"{resource.Name}\" has the unknown type {resource.Type}. Supported here: "
                + string.Join(", ", types.Keys.Order(StringComparer.Ordinal)) + ".");
        }
    }

    /// <summary>The component; none where it cannot be made and <c>ignoreErrors</c> says to go on without it.</summary>
    /// <inheritdoc cref="MakeAsync"/>
    public async Task<Component?> TryMakeAsync(
        ComponentResource resource, IReadOnlyList<Component> made, CancellationToken cancel)
    {
        try
        {
            return await MakeAsync(resource, made, cancel);
        }
        catch (ResourceException e) when (resource.IgnoreErrors && e.InnerException is ComponentException)
        {
            context.Logs.CreateLogger("sidecar").ComponentIgnored(resource.Name, resource.Type, e.InnerException.Message);
            return null;
        }
    }

    /// <summary>The component.</summary>
    /// <param name="resource">What its file says.</param>
    /// <param name="made">Where secret stores are looked for.</param>
    /// <param name="cancel">Gives it up.</param>
    /// <exception cref="ResourceException">
    /// The type is unknown, a reference leads nowhere, or the component refuses its settings or is not up in <c>initTimeout</c>.
    /// </exception>
    public async Task<Component> MakeAsync(
        ComponentResource resource, IReadOnlyList<Component> made, CancellationToken cancel)
    {
        RequireType(resource);
        var spec = values.Resolve(resource, made);
        using var limit = new CancellationTokenSource(resource.InitTimeout, context.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var making = StartAsync(spec, either.Token);
        try
        {
            return new Component(spec, await making.WaitAsync(either.Token));
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            _ = CloseLateAsync(making);
            var late = new ComponentException($"is not up after {resource.InitTimeout.TotalSeconds:0.#} s (initTimeout).", e);
            throw Failure(spec, late);
        }
        catch (ComponentException e)
        {
            throw Failure(spec, e);
        }
    }

    private async Task<object> StartAsync(ComponentSpec spec, CancellationToken cancel)
    {
        // Said at once, not at the first key.
        _ = KeyPrefix.Of(spec, context.AppId, "");

        return await types[spec.Type](spec, context, cancel);
    }

    /// <summary>One that comes up although nobody waits for it any more.</summary>
    private static async Task CloseLateAsync(Task<object> making)
    {
        await ((Task)making).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (making.IsCompletedSuccessfully && making.Result is IAsyncDisposable late)
        {
            await late.DisposeAsync();
        }
    }

    private static ResourceException Failure(ComponentSpec spec, ComponentException e) =>
        new(spec.Source, $"component \"{spec.Name}\" ({spec.Type}): {e.Message}", e);
}
