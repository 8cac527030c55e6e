using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Hosting;
using JobWorker.Host.Intake;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Http;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Ojs.Transport;
using JobWorker.Host.Tests.Journals;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobWorker.Host.Tests.Ojs.Extensions;

/// <summary>The Open Job Spec API over real HTTP, with queues and a store in memory.</summary>
internal sealed class OjsWorld : IAsyncDisposable
{
    private readonly WebServer _server;

    private OjsWorld(WebServer server)
    {
        _server = server;
        Http = new HttpClient { BaseAddress = new Uri(server.Url) };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _server.Services;

    public static async Task<OjsWorld> StartAsync(Action<IServiceCollection>? more = null) => new(await WebServer.StartAsync(
        app =>
        {
            app.UseRouting();
            app.UseOjsGate();
            app.MapOjs();
            app.MapOjsIntake();
        },
        services =>
        {
            services.AddOptions<JournalOptions>();
            services.AddSingleton(TimeProvider.System);
            services.AddDaprClient();
            services.AddSingleton<DeadLetters>();
            services.AddSingleton<Readiness>();
            services.AddOjs();
            foreach (var worker in services.Where(s => s.ServiceType == typeof(IHostedService)
                && s.ImplementationType?.Assembly == typeof(OjsDirectory).Assembly).ToList())
            {
                services.Remove(worker);
            }

            services.AddSingleton<MemorySlots>();
            services.AddSingleton<IStateSlots>(p => p.GetRequiredService<MemorySlots>());
            services.AddSingleton<IQueueStore, MemoryQueueStore>();
            services.AddSingleton<IQueues, MemoryQueues>();
            more?.Invoke(services);
        }));

    public async Task<Said> SendAsync(HttpMethod method, string path, string? json = null, string? tenant = null)
    {
        using var request = new HttpRequestMessage(method, "/ojs/v1" + path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        if (tenant is not null)
        {
            request.Headers.Add("X-OJS-Tenant", tenant);
        }

        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();

        return new Said(
            (int)response.StatusCode,
            text.Length == 0 ? default : JsonElement.Parse(text),
            response.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public Task<Said> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Said> PostAsync(string path, string json = "{}", string? tenant = null) => SendAsync(HttpMethod.Post, path, json, tenant);

    public Task<Said> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json);

    /// <summary>Enqueues a job; answers its id.</summary>
    public async Task<string> EnqueueAsync(string queue = "q", string more = "")
    {
        var said = await PostAsync("/jobs", $$$"""{"type":"test.job","args":[1],"options":{"queue":"{{{queue}}}"}{{{more}}}}""");
        Assert.Equal(201, said.Status);

        return said.Text("job.id");
    }

    /// <summary>Fetches one job; answers its id, or nothing.</summary>
    public async Task<string?> FetchAsync(string queue = "q", string worker = "w", string? tenant = null)
    {
        var said = await PostAsync("/workers/fetch", $$"""{"queues":["{{queue}}"],"worker_id":"{{worker}}"}""", tenant);

        return said.Body.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("id").GetString()).SingleOrDefault();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>An answer.</summary>
    internal sealed record Said(int Status, JsonElement Body, IReadOnlyDictionary<string, string> Headers)
    {
        public JsonElement At(string path) => path.Split('.').Aggregate(Body, (json, name) =>
            int.TryParse(name, out var n) && json.ValueKind is JsonValueKind.Array ? json[n] : json.GetProperty(name));

        public string Text(string path) => At(path).ToString();
    }

    /// <summary>Engines without their store. What is asked and answered goes through JSON, as between processes.</summary>
    private sealed class MemoryQueues(OjsDirectory directory, QueueSignals signals, TimeProvider clock) : IQueues
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, QueueEngine> _engines = [];
        private ulong _seed;

        public async Task<QueueAnswer> AskAsync(string queue, QueueOperation operation, CancellationToken cancel)
        {
            var number = await directory.RegisterQueueAsync(queue, cancel);
            lock (_gate)
            {
                if (!_engines.TryGetValue(queue, out var engine))
                {
                    _engines.Add(queue, engine = new QueueEngine(new QueueState(number)));
                }

                var chance = new Chance(++_seed);
                var asked = OjsJson.Read<QueueOperation>(OjsJson.Write(operation));
                var answer = engine.Handle(asked, clock.GetUtcNow(), ref chance);
                engine.TakeEvents();
                signals.Tell(queue, engine.State.Feed.LastId);

                return OjsJson.Read<QueueAnswer>(OjsJson.Write(answer));
            }
        }
    }
}
