using System.Net.Http.Headers;
using System.Text;
using JobWorker.Core;
using JobWorker.Core.Jobs;
using JobWorker.Host.Api;
using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Catalog.Upkeep;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Listening;
using JobWorker.Host.Hosting.Listening.Access;
using JobWorker.Host.Jobs;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Http;
using JobWorker.Host.Tests.Journals;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Published = JobWorker.Testing.Emulators.Documents;

namespace JobWorker.Host.Tests.Api.Documents.Answers;

/// <summary>
/// The service as it is put together, asked over HTTP. Only what is behind it is made up: a store in memory, jobs that answer by
/// their names, a sidecar and an API server that say what they are told to.
/// </summary>
internal sealed class AnsweredHost : IAsyncDisposable
{
    /// <summary>What it takes in bytes: less than the service does, so that a test need not send as much.</summary>
    public const int LongestBody = 512 * 1024;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Surroundings _surroundings;
    private readonly WebApplication _app;

    private AnsweredHost(Surroundings surroundings, WebApplication app) => (_surroundings, _app) = (surroundings, app);

    /// <summary>All that has been answered, in order.</summary>
    public List<Exchange> Answers { get; } = [];

    public required MemorySlots Slots { get; init; }

    public Surroundings Behind => _surroundings;

    public IServiceProvider Services => _app.Services;

    public static async Task<AnsweredHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var surroundings = await Surroundings.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LongestBody);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Leadership:Mode"] = "None",
            ["Catalog:ChangeReaders"] = "1",
            ["Policy:WebhookHosts:0"] = "hooks.example.com",
        });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value));
        builder.AddJobWorker();
        foreach (var worker in builder.Services.Where(IsOurWorker).ToList())
        {
            builder.Services.Remove(worker);
        }

        var slots = new MemorySlots();
        var host = new AnsweredHost(surroundings, Build(builder, surroundings, slots)) { Slots = slots };
        await host._app.StartAsync();
        await host.Services.GetRequiredService<CatalogWriter>().StartAsync(default);
        await host.Services.GetRequiredService<CatalogRebuild>().StartAsync(default);

        return host;
    }

    /// <summary>Writes a job's journal.</summary>
    public async Task WriteAsync(string id, params JobEvent[] events)
    {
        var journal = Services.GetRequiredService<Journal<Job, JobEvent>>();
        foreach (var part in events.Chunk(8))
        {
            await journal.AppendAsync(await journal.LoadAsync(id, default), part, null, default);
        }
    }

    /// <summary>Asks, and keeps the answer.</summary>
    /// <param name="operation">As the document has it.</param>
    /// <param name="expected">The status it must have.</param>
    /// <param name="path">What stands in place of the operation's path; none: that itself.</param>
    /// <param name="body">JSON; none: nothing is sent.</param>
    public async Task<Exchange> AskAsync(string operation, int expected, string? path = null, string? body = null)
    {
        using var response = await SendAsync(operation, path, body);
        var text = await response.Content.ReadAsStringAsync();
        var exchange = new Exchange(
            $"{operation} as {path ?? "itself"}",
            expected,
            new Published.Answer(operation, (int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), text),
            response.Headers.Concat(response.Content.Headers).Select(h => h.Key).ToHashSet(StringComparer.OrdinalIgnoreCase));
        Answers.Add(exchange);

        return exchange;
    }

    /// <summary>Asks for a stream, and leaves it open.</summary>
    public async Task<HttpResponseMessage> SendAsync(string operation, string? path = null, string? body = null)
    {
        var words = operation.Split(' ');
        using var request = new HttpRequestMessage(new HttpMethod(words[0]), _app.Urls.First() + (path ?? words[1]));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Services.GetRequiredService<CatalogRebuild>().StopAsync(default);
        await Services.GetRequiredService<CatalogWriter>().StopAsync(default);
        await _app.DisposeAsync();
        await _surroundings.DisposeAsync();
    }

    private static bool IsOurWorker(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && typeof(HostServices).Assembly
            == (service.ImplementationType?.Assembly ?? service.ImplementationFactory?.Method.Module.Assembly);

    private static WebApplication Build(WebApplicationBuilder builder, Surroundings surroundings, MemorySlots slots)
    {
        var services = builder.Services;
        services.AddSingleton<IStateSlots>(slots);
        services.AddSingleton(provider => new Journal<Job, JobEvent>(
            slots,
            provider.GetRequiredService<JournalShape<Job, JobEvent>>(),
            provider.GetRequiredService<IOptions<JournalOptions>>().Value.KeyPrefix,
            TimeProvider.System));
        services.AddSingleton<IJobs, NamedJobs>();
        services.AddSingleton(surroundings.Dapr);
        services.AddSingleton<IKubernetes>(surroundings.Kubernetes);
        var app = builder.Build();
        app.UseProblems();
        app.UseRouting();
        app.UseDoors();
        app.UseOjsGate();
        app.UseAccess();
        app.MapRoutes();

        return app;
    }

    /// <summary>Jobs that do as their names say.</summary>
    private sealed class NamedJobs : IJobs
    {
        public Task<JobReply> TellAsync(string id, JobCommand command, CancellationToken cancel) => Task.FromResult(id switch
        {
            "nobody" => new JobReply(JobState.None, 0, RefusalCode.NotFound, "there is none"),
            "busy" => new JobReply(JobState.Running, 4, RefusalCode.Conflict, "it runs"),
            "away" => throw new JobUnreachableException(id, new TimeoutException()),
            _ => new JobReply(JobState.Aborted, 9),
        });
    }
}

/// <summary>A request and what was answered.</summary>
/// <param name="What">For people.</param>
/// <param name="Expected">The status that was meant.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Headers">Names of its headers.</param>
internal sealed record Exchange(string What, int Expected, Published.Answer Answer, IReadOnlySet<string> Headers);
