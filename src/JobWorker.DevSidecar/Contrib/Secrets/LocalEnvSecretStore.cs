using System.Collections;
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

    public IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>> GetAll() =>
        from DictionaryEntry variable in Environment.GetEnvironmentVariables()
        let full = (string)variable.Key
        where full.StartsWith(prefix, StringComparison.Ordinal) && ValueResolver.IsReadable(full)
        let name = full[prefix.Length..]
        where name.Length > 0
        orderby name
        select KeyValuePair.Create<string, IReadOnlyDictionary<string, string>>(
            name, new Dictionary<string, string> { [name] = (string?)variable.Value ?? "" });
}
