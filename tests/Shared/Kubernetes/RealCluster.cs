using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace JobWorker.Testing.Kubernetes;

/// <summary>A real Kubernetes on ports and in a folder of its own; it goes with this process, however that ends.</summary>
internal sealed class RealCluster : IAsyncDisposable
{
    private const int PortsUsed = 8;
    private static readonly TimeSpan UpPatience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("jobworker-k8s-").FullName;
    private readonly int _port = Ports.FreeBlock(PortsUsed);
    private readonly List<HttpClient> _clients = [];
    private readonly ClusterKeeper _keeper;
    private KubernetesApi? _api;

    private RealCluster(RealClusterOptions options)
    {
        var environment = new Dictionary<string, string>(options.Environment)
        {
            ["K8S_DATA"] = _folder,
            ["K8S_PORT"] = _port.ToString(CultureInfo.InvariantCulture),
            ["K8S_HOME"] = KubernetesTool.Home,
            ["K8S_NODES"] = options.Nodes is NodeKind.Kubelet ? "kubelet" : "sim",
        };
        var turns = options.Nodes is NodeKind.Kubelet ? Path.Combine(KubernetesTool.Home, "kubelet.lock") : "";
        _keeper = new ClusterKeeper(environment, turns);
    }

    /// <summary>Where the API server is.</summary>
    public Uri Url => new($"https://127.0.0.1:{_port}");

    /// <summary>Of one who may do everything, and is never throttled.</summary>
    public string Kubeconfig => Path.Combine(_folder, "admin.kubeconfig");

    /// <summary>Of user <c>token-user</c>, group <c>testers</c>, who may do what roles grant: nothing at first.</summary>
    public string UserKubeconfig => KubeconfigOf(UserToken);

    /// <summary>The token of that user.</summary>
    public string UserToken => File.ReadAllText(Pki("user.token")).Trim();

    /// <summary>The API as the one who may do everything.</summary>
    public KubernetesApi Api => _api ??= new KubernetesApi(Connect(HttpClientFor(admin: true)));

    /// <summary>A cluster in which nodes are ready, or why there is none: what is missing, or what keeps it from coming up here.</summary>
    /// <remarks>Not every machine lets one run containers, or has the memory, which says nothing about what is tested.</remarks>
    public static async Task<(RealCluster? Cluster, string? Missing)> StartAsync(RealClusterOptions options)
    {
        if (KubernetesTool.Missing(options.Nodes) is { } missing)
        {
            return (null, missing);
        }

        var cluster = new RealCluster(options);
        try
        {
            await cluster.UpAsync();

            return (cluster, null);
        }
        catch (InvalidOperationException e)
        {
            await cluster.DisposeAsync();

            return (null, $"no real Kubernetes: it does not come up: {e.Message}");
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Starts again what was killed, and waits for it. Tries again for a minute: the port of a large process that was killed is free
    /// only once all of it is gone.
    /// </summary>
    public async Task UpAsync()
    {
        for (var begin = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                await _keeper.RunAsync("up");
                return;
            }
            catch (InvalidOperationException) when (Stopwatch.GetElapsedTime(begin) < UpPatience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    /// <summary>Ends one of <c>etcd apiserver kcm sched nodesim kubelet containerd</c>, or sends it another signal.</summary>
    public Task KillAsync(string component, string signal = "KILL") => _keeper.RunAsync($"kill {component} {signal}");

    /// <summary>
    /// Forgets history: old lists and <c>continue</c> answer 410; watches only once the API server has been killed as well.
    /// </summary>
    public Task CompactAsync() => _keeper.RunAsync("compact");

    /// <summary>The API as somebody who comes with this token, or with none.</summary>
    public KubernetesApi ApiWith(string? token)
    {
        var http = Connect(HttpClientFor(admin: false));
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return new KubernetesApi(http);
    }

    /// <summary>A kubeconfig of one who comes with this token.</summary>
    public string KubeconfigOf(string token)
    {
        var path = Path.Combine(_folder, $"token-{(uint)token.GetHashCode(StringComparison.Ordinal)}.kubeconfig");
        File.WriteAllText(
            path,
            $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: test
              cluster:
                server: "{Url}"
                certificate-authority: "{Pki("ca.crt")}"
            users:
            - name: user
              user:
                token: "{token}"
            contexts:
            - name: test
              context:
                cluster: test
                user: user
            current-context: test
            """);

        return path;
    }

    /// <summary>A namespace nobody else uses, in which pods can be made.</summary>
    public async Task<string> NewNamespaceAsync(string? name = null)
    {
        name ??= $"test-{Guid.NewGuid().ToString("N")[..12]}";
        await Api.CreateAsync("/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        await Until.IsAsync($"the service account of {name}", TimeSpan.FromSeconds(30), async () =>
        {
            var (status, account) = await Api.GetAsync($"/api/v1/namespaces/{name}/serviceaccounts/default");
            return status == 200 ? account["secrets"] : null;
        });

        return name;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var http in _clients)
        {
            http.Dispose();
        }

        await _keeper.DisposeAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private string Pki(string file) => Path.Combine(_folder, "pki", file);

    private HttpClientHandler HttpClientFor(bool admin)
    {
        var authority = X509CertificateLoader.LoadCertificateFromFile(Pki("ca.crt"));
        var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, chain, errors) =>
            {
                chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.CustomTrustStore.Add(authority);
                return (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0 && chain.Build(certificate!);
            },
        };
        if (admin)
        {
            handler.ClientCertificates.Add(X509Certificate2.CreateFromPemFile(Pki("admin.crt"), Pki("admin.key")));
        }

        return handler;
    }

    private HttpClient Connect(HttpClientHandler handler)
    {
        var http = new HttpClient(handler) { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(60) };
        _clients.Add(http);

        return http;
    }
}

/// <summary>What a real cluster is made of.</summary>
internal sealed record RealClusterOptions
{
    /// <summary>Default: simulated.</summary>
    public NodeKind Nodes { get; init; }

    /// <summary>Further settings of the script, such as <c>K8S_APISERVER_ARGS</c> and <c>K8S_SIM_NODES</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
