using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JobWorker.Testing.Worlds;

/// <summary>The worker's public HTTP API, as any client sees it.</summary>
internal sealed class WorkerApi(HttpClient http, int port)
{
    /// <summary>Submits a message: 202 once the queue has it.</summary>
    public async Task<int> SubmitAsync(byte[] message)
    {
        using var content = new ByteArrayContent(message);
        using var response = await http.PostAsync(Url("/api/jobs"), content);

        return (int)response.StatusCode;
    }

    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using var response = await http.GetAsync(Url(path));

        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<(int Status, string Body)> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(Url(path), content);

        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>What the worker tells of a job; none where it knows of none.</summary>
    public async Task<JobStory?> JobAsync(string id)
    {
        var (status, body) = await GetAsync($"/api/jobs/{id}");

        return status == 200 ? new JobStory(Parse(body)) : null;
    }

    /// <summary>Ends a job.</summary>
    public async Task<int> CancelAsync(string id)
    {
        using var response = await http.DeleteAsync(Url($"/api/jobs/{id}"));

        return (int)response.StatusCode;
    }

    /// <summary>Runs a final job once more.</summary>
    public async Task<int> RedriveAsync(string id)
    {
        using var response = await http.PostAsync(Url($"/api/jobs/{id}/redrive"), null);

        return (int)response.StatusCode;
    }

    /// <summary>What a message would become.</summary>
    public async Task<JsonElement> DryRunAsync(byte[] message)
    {
        using var content = new ByteArrayContent(message);
        using var response = await http.PostAsync(Url("/api/jobs?dryRun=true"), content);

        return Parse(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Every event of a job with its details, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> EventsAsync(string id)
    {
        var (status, body) = await GetAsync($"/api/jobs/{id}/events");

        return status == 200 ? [.. Parse(body).EnumerateArray()] : [];
    }

    public async Task<IReadOnlyList<JsonElement>> DeadLettersAsync() =>
        [.. Parse((await GetAsync("/api/dead-letters")).Body).EnumerateArray()];

    /// <summary>Whether the worker says that it leads.</summary>
    public async Task<bool> LeadsAsync() =>
        Parse((await GetAsync("/readyz")).Body).GetProperty("leadership").GetString() == "leader";

    /// <summary>Says <c>pause</c> or <c>resume</c> to intake.</summary>
    public async Task<(int Status, JsonElement Intake)> SwitchIntakeAsync(string verb)
    {
        using var response = await http.PostAsync(Url($"/api/intake/{verb}"), null);

        return ((int)response.StatusCode, Parse(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>A series of <c>/metrics</c>, such as <c>jobworker_messages_total{outcome="Later"}</c>; 0 where absent.</summary>
    public async Task<double> MetricAsync(string series)
    {
        var (_, body) = await GetAsync("/metrics");
        var line = body.Split('\n').FirstOrDefault(l => l.StartsWith(series + " ", StringComparison.Ordinal));

        return line is null ? 0 : double.Parse(line.AsSpan(series.Length + 1), CultureInfo.InvariantCulture);
    }

    private string Url(string path) => $"http://127.0.0.1:{port}{path}";

    private static JsonElement Parse(string body)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(body));

        return document.RootElement.Clone();
    }
}
