using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobWorker.Testing.Worlds;

/// <summary>The development cluster's API, asked without any client of ours.</summary>
internal sealed class ClusterApi(HttpClient http, int port)
{
    private const string Jobs = "/apis/batch/v1/namespaces/default/jobs";
    private const string Pods = "/api/v1/namespaces/default/pods";

    public async Task<bool> AnswersAsync()
    {
        using var response = await http.GetAsync(Url(Jobs));

        return response.IsSuccessStatusCode;
    }

    /// <summary>The names of the Jobs that were made for a message id.</summary>
    public async Task<IReadOnlyList<string>> JobsOfAsync(string id) =>
        [.. (await JobsAsync()).Where(j => j.Id == id).Select(j => j.Name)];

    /// <summary>The one Job of a message, as the API server has it.</summary>
    public async Task<JsonElement> JobAsync(string id) => (await ItemsAsync(Jobs)).Single(j => IdOf(j) == id);

    /// <summary>Every Job of ours.</summary>
    public async Task<IReadOnlyList<(string Name, string? Id)>> JobsAsync() =>
        [.. (await ItemsAsync(Jobs)).Select(j => (Name(j), IdOf(j)))];

    /// <summary>Phases of a Job's pods.</summary>
    public async Task<IReadOnlyList<string>> PodPhasesAsync(string job) =>
    [
        .. (await ItemsAsync($"{Pods}?labelSelector=job-name={job}"))
            .Select(pod => pod.GetProperty("status").GetProperty("phase").GetString()!),
    ];

    public async Task DeleteJobAsync(string name)
    {
        using var response = await http.DeleteAsync(Url($"{Jobs}/{name}?propagationPolicy=Background"));
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Gives a Job so many seconds from its start.</summary>
    public async Task LimitJobAsync(string name, int seconds)
    {
        using var content = new StringContent(
            $$$"""{"spec":{"activeDeadlineSeconds":{{{seconds}}}}}""", Encoding.UTF8, "application/merge-patch+json");
        using var response = await http.PatchAsync(Url($"{Jobs}/{name}"), content);
        response.EnsureSuccessStatusCode();
    }

    public async Task CreateConfigMapAsync(string name, string key, string value)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["data"] = new JsonObject { [key] = value },
        };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(Url("/api/v1/namespaces/default/configmaps"), content);
        if (response.StatusCode is not HttpStatusCode.Created)
        {
            throw new InvalidOperationException($"ConfigMap {name}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    private async Task<IReadOnlyList<JsonElement>> ItemsAsync(string path)
    {
        using var document = JsonDocument.Parse(await http.GetByteArrayAsync(Url(path)));

        return [.. document.RootElement.Clone().GetProperty("items").EnumerateArray()];
    }

    private static string Name(JsonElement item) => item.GetProperty("metadata").GetProperty("name").GetString()!;

    private static string? IdOf(JsonElement item) =>
        item.GetProperty("metadata").TryGetProperty("annotations", out var annotations)
        && annotations.TryGetProperty("jobworker.dev/id", out var id)
            ? id.GetString()
            : null;

    private string Url(string path) => $"http://127.0.0.1:{port}{path}";
}
