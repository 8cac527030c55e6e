using System.Text.Json;
using JobWorker.Core.Policies;
using JobWorker.Host.Api;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Routes;
using JobWorker.Host.Catalog.Api;
using JobWorker.Host.Catalog.Operations;
using JobWorker.Host.Catalog.Upkeep;
using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Callbacks.Egress;
using JobWorker.Host.Tests.Journals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Catalog.Api;

/// <summary>The catalog's endpoints on a real server, over a store in memory.</summary>
public abstract class CatalogServer : CatalogSpec, IAsyncLifetime
{
    private WebServer? _server;

    private protected HttpClient Http { get; } = new();

    private protected CatalogProcess Catalog { get; private set; } = null!;

    private protected CatalogRebuild Rebuild { get; private set; } = null!;

    private protected string Url => _server!.Url;

    private protected IStateSlots Store { get; set; } = new MemorySlots();

    public async Task InitializeAsync()
    {
        Catalog = Process(Store);
        Rebuild = new CatalogRebuild(Catalog.Reader, Catalog.Model, Catalog.Writer, Catalog.Comparison, Clock);
        _server = await WebServer.StartAsync(
            app =>
            {
                app.MapJobList();
                app.MapOperations();
            },
            services =>
            {
                services.AddProblemDetails();
                services.AddSingleton<TimeProvider>(Clock);
                services.AddSingleton(new JobPolicy { WebhookHosts = ["hooks.example.com", "127.0.0.1"] });
                services.AddSingleton(TheAddressGuard.Guard());
                services.AddSingleton(new CallbackRoutes(Options.Create(new CallbackOptions())));
                services.AddTransient<SubmissionRules>();
                services.AddSingleton(Catalog.Reader);
                services.AddSingleton(Catalog.Model);
                services.AddSingleton(Catalog.Feed);
                services.AddSingleton(Rebuild);
                services.AddSingleton(new OperationStore(Store, Options.Create(new JournalOptions { KeyPrefix = "j-" }), Clock));
            });
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        Rebuild.Dispose();
        await _server!.DisposeAsync();
    }

    private protected async Task<(int Status, JsonElement Body)> GetAsync(string path)
    {
        using var response = await Http.GetAsync(Url + path);

        return ((int)response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()));
    }
}
