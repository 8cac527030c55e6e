using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using k8s;

namespace JobWorker.Benchmarks.Real;

/// <summary>
/// A real API server, asked by a bare <see cref="HttpClient"/>: HTTP/1.1, one request at a time on each connection.
/// </summary>
internal sealed class ApiServer : IDisposable
{
    private const int Side = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly X509Certificate2Collection? _authorities;

    public ApiServer(string kubeconfig)
    {
        Kubeconfig = Path.GetFullPath(kubeconfig);
        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig);
        var sockets = new SocketsHttpHandler { MaxConnectionsPerServer = 256 };
        config.FirstMessageHandlerSetup = real => sockets.SslOptions = real.SslOptions;
        using (new Kubernetes(config))
        {
            // Only for its reading of the kubeconfig: authorities and client certificate.
        }

        _authorities = config.SslCaCerts;
        _http = new HttpClient(sockets) { BaseAddress = new Uri(config.Host), Timeout = TimeSpan.FromMinutes(10) };
        if (config.AccessToken is { Length: > 0 } token)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public string Kubeconfig { get; }

    /// <summary>Makes a namespace, where there is none of that name.</summary>
    public async Task NamespaceAsync(string name)
    {
        using var answer = await SendAsync(
            HttpMethod.Post, "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{name}}}"}}""", HttpStatusCode.Conflict);
    }

    /// <summary>A kubeconfig for a service account of a namespace, which may do everything there is.</summary>
    public async Task<string> ServiceAccountAsync(string space)
    {
        const string Name = "bench";
        const string Rbac = "rbac.authorization.k8s.io";
        var accounts = $"/api/v1/namespaces/{space}/serviceaccounts";
        using var account = await SendAsync(
            HttpMethod.Post, accounts, $$$"""{"metadata":{"name":"{{{Name}}}"}}""", HttpStatusCode.Conflict);
        using var binding = await SendAsync(
            HttpMethod.Post, $"/apis/{Rbac}/v1/clusterrolebindings",
            $$$"""
            {"metadata":{"name":"{{{space}}}"},"roleRef":{"apiGroup":"{{{Rbac}}}","kind":"ClusterRole","name":"cluster-admin"},
            "subjects":[{"kind":"ServiceAccount","name":"{{{Name}}}","namespace":"{{{space}}}"}]}
            """, HttpStatusCode.Conflict);
        using var answer = await SendAsync(HttpMethod.Post, $"{accounts}/{Name}/token", "{}");
        using var token = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var authorities = Convert.ToBase64String(Encoding.ASCII.GetBytes(
            string.Join('\n', (_authorities ?? []).Select(a => a.ExportCertificatePem()))));

        return $$$"""
            {"apiVersion":"v1","kind":"Config","current-context":"bench",
            "contexts":[{"name":"bench","context":{"cluster":"bench","user":"bench"}}],
            "clusters":[{"name":"bench","cluster":{
            "server":"{{{_http.BaseAddress}}}","certificate-authority-data":"{{{authorities}}}"}}],
            "users":[{"name":"bench","user":{"token":"{{{token.RootElement.GetProperty("status").GetProperty("token")}}}"}}]}
            """;
    }

    /// <summary>Posts every Job, so many at a time.</summary>
    public Task PostAsync(string space, IReadOnlyList<byte[]> manifests, int connections) => Parallel.ForEachAsync(
        manifests, new ParallelOptions { MaxDegreeOfParallelism = connections }, async (manifest, cancel) =>
        {
            using var content = new ByteArrayContent(manifest);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await _http.PostAsync(new Uri(Jobs(space), UriKind.Relative), content, cancel);
            answer.EnsureSuccessStatusCode();
        });

    /// <summary>Every Job: its message id.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync(string space)
    {
        var list = await GetAsync(Jobs(space));

        return [.. list.GetProperty("items").EnumerateArray().Select(job => IdOf(job) ?? "")];
    }

    /// <summary>The message id on an object; none where there is none.</summary>
    public static string? IdOf(JsonElement item) =>
        item.GetProperty("metadata").TryGetProperty("annotations", out var notes)
        && notes.TryGetProperty("jobworker.dev/id", out var id)
            ? id.GetString()
            : null;

    /// <summary>Takes every Job and pod away, held or not, and returns once all are gone.</summary>
    public async Task ClearAsync(string space)
    {
        await Until.IsAsync($"{space} to be empty", Patience, async () =>
        {
            // Very many take longer than the server gives a request.
            using var deleted = await SendAsync(
                HttpMethod.Delete, Jobs(space), """{"propagationPolicy":"Background"}""", HttpStatusCode.GatewayTimeout);
            var jobs = (await GetAsync(Jobs(space))).GetProperty("items").EnumerateArray().ToList();
            await Parallel.ForEachAsync(jobs, new ParallelOptions { MaxDegreeOfParallelism = Side }, async (job, _) =>
            {
                using var freed = await SendAsync(
                    HttpMethod.Patch, $"{Jobs(space)}/{job.GetProperty("metadata").GetProperty("name")}",
                    """{"metadata":{"finalizers":null}}""", HttpStatusCode.NotFound);
            });
            var pods = (await GetAsync($"/api/v1/namespaces/{space}/pods?limit=1")).GetProperty("items").GetArrayLength();

            return jobs.Count + pods == 0 ? this : null;
        });
    }

    /// <summary>The samples of <c>/metrics</c> whose name is one of <paramref name="names"/>, by name and labels.</summary>
    public async Task<IReadOnlyDictionary<string, double>> MetricsAsync(params string[] names) =>
        (await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative)))
            .Split('\n')
            .Where(line => names.Any(name => line.StartsWith($"{name}{{", StringComparison.Ordinal)))
            .Select(line => (Cut: line.LastIndexOf(' '), Line: line))
            .ToDictionary(x => x.Line[..x.Cut], x => double.Parse(x.Line[(x.Cut + 1)..], null));

    /// <summary>Pods as they change from now on, one line each.</summary>
    public async Task<StreamReader> WatchPodsAsync(string space)
    {
        var version = (await GetAsync($"/api/v1/namespaces/{space}/pods?limit=1"))
            .GetProperty("metadata").GetProperty("resourceVersion").GetString();
        var stream = await _http.GetStreamAsync(new Uri(
            $"/api/v1/namespaces/{space}/pods?watch=true&resourceVersion={version}", UriKind.Relative));

        return new StreamReader(stream, Encoding.UTF8);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var document = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri(path, UriKind.Relative)));

        return document.RootElement.Clone();
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string body, params HttpStatusCode[] allowed)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(
                body, Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json"),
        };
        var answer = await _http.SendAsync(request);

        return allowed.Contains(answer.StatusCode) ? answer : answer.EnsureSuccessStatusCode();
    }

    private static string Jobs(string space) => $"/apis/batch/v1/namespaces/{space}/jobs";
}
