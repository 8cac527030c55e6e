using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources;

namespace JobWorker.DevSidecar.Contrib.Secrets;

/// <summary><c>secretstores.local.env</c>: environment variables, except those with the sidecar's own secrets.</summary>
internal sealed class LocalEnvSecretStore(string prefix) : ISecretStore
{
    public static Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel) =>
        Task.FromResult<object>(new LocalEnvSecretStore(spec.Get("prefix")));

    public IReadOnlyDictionary<string, string>? Get(string name) =>
        ValueResolver.IsReadable(prefix + name) && Environment.GetEnvironmentVariable(prefix + name) is { } value
            ? new Dictionary<string, string> { [name] = value }
            : null;
}
