using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Node;

/// <summary>Something a container's environment refers to is not there, now. The message names it.</summary>
internal sealed class MissingConfigException(string message) : Exception(message);

/// <summary>Makes the environment of a container: <c>envFrom</c>, then <c>env</c>.</summary>
internal sealed class ContainerEnvironment(Store store)
{
    /// <summary>What local programs need of the developer's environment. The rest, credentials above all, stays out.</summary>
    private static readonly ImmutableArray<string> Inherited = ["PATH", "HOME", "USER", "LANG", "TZ", "DOTNET_ROOT"];

    /// <summary>The variables of a container.</summary>
    /// <exception cref="MissingConfigException">A reference that is not optional leads nowhere.</exception>
    public Dictionary<string, string> Of(JsonObject pod, JsonObject container)
    {
        var variables = Base(pod);
        foreach (var source in container.Items("envFrom"))
        {
            AddAll(variables, pod, source);
        }

        foreach (var variable in container.Items("env"))
        {
            var value = variable.Map("valueFrom") is { } from
                ? ValueFrom(pod, from)
                : Expansion.Expand(variable.Text("value") ?? "", variables);
            if (value is not null)
            {
                variables[variable.Text("name")!] = value;
            }
        }

        return variables;
    }

    private static Dictionary<string, string> Base(JsonObject pod)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = Executables.DefaultPath };
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                variables[name] = value;
            }
        }

        variables["HOSTNAME"] = pod.Name();
        return variables;
    }

    private void AddAll(Dictionary<string, string> variables, JsonObject pod, JsonObject source)
    {
        var (type, reference) = source.Map("configMapRef") is { } map
            ? (ResourceType.ConfigMaps, map)
            : (ResourceType.Secrets, source.Map("secretRef"));
        foreach (var (key, value) in DataOf(type, pod, reference) ?? [])
        {
            variables[source.Text("prefix") + key] = Decode(type, value);
        }
    }

    private string? ValueFrom(JsonObject pod, JsonObject from)
    {
        if (from.Map("fieldRef") is { } field)
        {
            return Field(pod, field.Text("fieldPath") ?? "");
        }

        var (type, reference) = from.Map("configMapKeyRef") is { } map
            ? (ResourceType.ConfigMaps, map)
            : (ResourceType.Secrets, from.Map("secretKeyRef"));
        if (reference is null)
        {
            throw new MissingConfigException($"the development cluster cannot resolve valueFrom: {from.ToJsonString()}");
        }

        var key = reference.Text("key") ?? "";
        if (DataOf(type, pod, reference) is not { } data)
        {
            return null;
        }

        return data[key] is { } value ? Decode(type, value)
            : reference.Flag("optional") == true ? null
            : throw new MissingConfigException(
                $"couldn't find key {key} in {type.Kind} {pod.Namespace()}/{reference.Text("name")}");
    }

    private JsonObject? DataOf(ResourceType type, JsonObject pod, JsonObject? reference)
    {
        var name = reference.Text("name") ?? "";

        return store.Find(type, pod.Namespace(), name) is { } found ? found.Tree.Map("data") ?? []
            : reference.Flag("optional") == true ? null
            : throw new MissingConfigException($"{type.Kind.ToLowerInvariant()} \"{name}\" not found");
    }

    private static string Decode(ResourceType type, JsonNode? value) => type == ResourceType.Secrets
        ? Encoding.UTF8.GetString(Convert.FromBase64String(value.Text() ?? ""))
        : value.Text() ?? "";

    private static string Field(JsonObject pod, string path) => path switch
    {
        "metadata.name" or "metadata.namespace" or "metadata.uid" or "spec.nodeName" or "spec.serviceAccountName"
            or "status.podIP" or "status.hostIP" => pod.Text(path.Split('.')) ?? "",
        _ when Entry(path, "metadata.labels") is { } label => pod.Text("metadata", "labels", label) ?? "",
        _ when Entry(path, "metadata.annotations") is { } annotation => pod.Text("metadata", "annotations", annotation) ?? "",
        _ => throw new MissingConfigException($"unsupported fieldPath: {path}"),
    };

    private static string? Entry(string path, string map) =>
        path.StartsWith($"{map}['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal)
            ? path[(map.Length + 2)..^2]
            : null;
}
