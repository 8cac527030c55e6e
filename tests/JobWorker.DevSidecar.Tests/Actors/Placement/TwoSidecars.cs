using System.Net;
using System.Text.RegularExpressions;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Actors.Placement;

/// <summary>Apps and their sidecars, all of one app id and one data path, in this process.</summary>
internal sealed partial class Sidecars : IAsyncDisposable
{
    private readonly List<(FakeApp App, SidecarHarness Sidecar)> _all = [];
    private readonly HashSet<int> _stopped = [];

    public string Data { get; } = Directory.CreateTempSubdirectory("jobworker-placement-").FullName;

    /// <summary>Flags of every sidecar started from now on.</summary>
    public string[] Flags { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public FakeApp App(int number) => _all[number].App;

    public SidecarHarness this[int number] => _all[number].Sidecar;

    public int Count => _all.Count;

    /// <summary>Starts a sidecar beside <paramref name="app"/> and waits until it has its place; answers its number.</summary>
    public async Task<int> AddAsync(FakeApp? app = null, bool waitForPlace = true)
    {
        app ??= new FakeApp().Hosts("JobActor");
        var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = app,
            Yaml = SidecarHarness.InMemory,
            DataPath = Data,
            Flags = Flags,
            Environment = Environment,
        });
        _all.Add((app, sidecar));
        if (waitForPlace)
        {
            await PlacedAsync(_all.Count - 1);
        }

        return _all.Count - 1;
    }

    public async Task StopAsync(int number)
    {
        if (_stopped.Add(number))
        {
            await _all[number].Sidecar.DisposeAsync();
        }
    }

    /// <summary>Waits until a sidecar can have actors.</summary>
    public Task PlacedAsync(int number) => SidecarHarness.UntilAsync(() =>
        MetadataAsync(number).GetAwaiter().GetResult().Contains("\"hostReady\":true", StringComparison.Ordinal));

    public async Task<string> MetadataAsync(int number) => (await CallAsync(number, HttpMethod.Get, "/v1.0/metadata")).Body;

    public Task<Answer> InvokeAsync(int through, string id) =>
        CallAsync(through, HttpMethod.Put, $"/v1.0/actors/JobActor/{id}/method/Do");

    public Task<Answer> CallAsync(int through, HttpMethod verb, string path, string? body = null) =>
        this[through].SendAsync(verb, path, body, "application/json", [.. Environment.Select(one => ("dapr-api-token", one.Value))]);

    /// <summary>Ids of the actors an app was called for, by a method or a reminder, once for each call.</summary>
    public IReadOnlyList<string> CallsAt(int number) =>
        [.. App(number).Calls.Select(call => MethodCall().Match(call.Line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

    public IReadOnlyList<string> DeletedAt(int number) =>
        [.. App(number).Calls.Where(call => call.Method == "DELETE").Select(call => call.Path.Split('/')[^1])];

    public async ValueTask DisposeAsync()
    {
        for (var number = 0; number < _all.Count; number++)
        {
            await StopAsync(number);
            await _all[number].App.DisposeAsync();
        }

        Directory.Delete(Data, recursive: true);
    }

    [GeneratedRegex("^PUT /actors/JobActor/([^/]+)/method/")]
    private static partial Regex MethodCall();
}

public sealed class SeveralSidecarsOfOneApp
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 40).Select(n => $"job-{n}")];

    [Fact]
    public async Task Have_each_actor_in_one_place_whoever_is_asked()
    {
        await using var all = new Sidecars();
        await all.AddAsync();
        await all.AddAsync();
        await all.AddAsync();
        await SettledAsync(all);

        foreach (var id in Ids)
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(async through =>
                Assert.Equal(HttpStatusCode.OK, (await all.InvokeAsync(through, id)).Status)));
        }

        var calls = Enumerable.Range(0, 3).Select(all.CallsAt).ToList();
        Assert.All(calls, Assert.NotEmpty);
        foreach (var id in Ids)
        {
            Assert.Equal([0, 0, 3], calls.Select(at => at.Count(one => one == id)).Order());
        }
    }

    [Fact]
    public async Task Hand_over_a_share_to_one_that_joins_and_get_it_back_when_it_leaves()
    {
        await using var all = new Sidecars();
        await all.AddAsync();
        await InvokeAllAsync(all, through: 0);

        await all.AddAsync();
        var left = all.DeletedAt(0);
        await InvokeAllAsync(all, through: 0);

        Assert.InRange(left.Count, 5, 35);
        Assert.Equal(left.Order(), all.CallsAt(1).Order());

        await all.StopAsync(1);
        Assert.Equal(left.Order(), all.DeletedAt(1).Order());
        await InvokeAllAsync(all, through: 0);
        Assert.Equal((3 * Ids.Length) - left.Count, all.CallsAt(0).Count);
    }

    [Fact]
    public async Task Let_a_call_in_progress_end_before_its_actor_moves()
    {
        var gate = new TaskCompletionSource();
        var app = new FakeApp().Hosts("JobActor", ""","drainOngoingCallTimeout":"20s" """).On("PUT /actors/JobActor/*", (_, _) => gate.Task);
        await using var all = new Sidecars();
        await all.AddAsync(app);
        var calls = Ids.Select(id => all.InvokeAsync(0, id)).ToList();
        await SidecarHarness.UntilAsync(() => all.CallsAt(0).Count == Ids.Length);

        await all.AddAsync(waitForPlace: false);
        var others = Ids.Select(id => all.InvokeAsync(1, id)).ToList();
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        Assert.Empty(all.CallsAt(1));
        gate.SetResult();

        Assert.All(await Task.WhenAll(calls), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.All(await Task.WhenAll(others), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        await all.PlacedAsync(1);
        Assert.NotEmpty(all.CallsAt(1));
        Assert.Equal(all.DeletedAt(0).Order(), all.CallsAt(1).Order());
    }

    [Theory]
    [InlineData(""","drainOngoingCallTimeout":"100ms" """)]
    [InlineData(""","drainOngoingCallTimeout":"20s","drainRebalancedActors":false""")]
    public async Task Break_off_a_call_that_takes_longer_than_the_drain(string settings)
    {
        var app = new FakeApp().Hosts("JobActor", settings)
            .On("PUT /actors/JobActor/*", (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await using var all = new Sidecars();
        await all.AddAsync(app);
        var calls = Ids.Select(id => all.InvokeAsync(0, id)).ToList();
        await SidecarHarness.UntilAsync(() => all.CallsAt(0).Count == Ids.Length);

        await all.AddAsync();
        await all.PlacedAsync(1);
        await SidecarHarness.UntilAsync(() => calls.Count(call => call.IsCompleted) == all.DeletedAt(0).Count);

        var broken = calls.Where(call => call.IsCompleted).ToList();
        Assert.InRange(broken.Count, 5, 35);
        Assert.All(broken, call => call.Result.IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_INVOKE_METHOD"));
        app.On("PUT /actors/JobActor/*", 200);
        await all.StopAsync(0);
    }

    [Fact]
    public async Task Answer_for_each_other_as_for_themselves()
    {
        static FakeApp App() => new FakeApp().Hosts("JobActor")
            .On("PUT /actors/JobActor/*", async (call, http) =>
            {
                http.Response.StatusCode = call.Query switch { "?fail" => 500, "?none" => 404, _ => 200 };
                http.Response.Headers["X-DaprErrorResponseHeader"] = "true";
                http.Response.ContentType = "application/x-thing";
                await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, $"{call.Body}{call.Headers["X-Mine"]}");
            });

        await using var all = new Sidecars();
        await all.AddAsync(App());
        await all.AddAsync(App());
        await SettledAsync(all);

        foreach (var through in new[] { 0, 1 })
        {
            var path = "/v1.0/actors/JobActor/one/method/Do";
            var good = await all[through].SendAsync(HttpMethod.Post, path + "?q=1", "hi", "text/odd", ("X-Mine", "-there"));
            Assert.Equal((HttpStatusCode.OK, "hi-there", "application/x-thing"), (good.Status, good.Body, good.Headers["Content-Type"]));
            Assert.Equal("true", good.Headers["X-DaprErrorResponseHeader"]);
            Assert.DoesNotContain(good.Headers.Keys, name => name.StartsWith("x-jobworker", StringComparison.OrdinalIgnoreCase));

            var bad = await all[through].PutAsync(path + "?fail", "oops");
            bad.IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_INVOKE_METHOD");
            Assert.Contains("error invoke actor method: error from actor service: (500) oops", bad.Body, StringComparison.Ordinal);
            Assert.Contains("actor method not found", (await all[through].PutAsync(path + "?none", "")).Body, StringComparison.Ordinal);
        }

        Assert.Equal(6, all.CallsAt(0).Count + all.CallsAt(1).Count);
        Assert.Contains(0, new[] { all.CallsAt(0).Count, all.CallsAt(1).Count });
    }

    [Fact]
    public async Task Tell_each_other_the_api_token()
    {
        await using var all = new Sidecars { Environment = new Dictionary<string, string> { ["DAPR_API_TOKEN"] = "secret" } };
        await all.AddAsync();
        await all.AddAsync();
        await SettledAsync(all);

        await InvokeAllAsync(all, through: 0);

        Assert.NotEmpty(all.CallsAt(1));
    }

    [Fact]
    public async Task Say_where_they_stand()
    {
        await using var all = new Sidecars();
        await all.AddAsync();
        await using var routing = await SidecarHarness.StartAsync(new HarnessOptions { DataPath = all.Data }, waitUntilReady: true);

        Assert.Contains(
            "\"actorRuntime\":{\"runtimeStatus\":\"RUNNING\",\"activeActors\":[{\"type\":\"JobActor\",\"count\":0}],\"hostReady\":true,\"placement\":\"placement: connected\"}",
            await all.MetadataAsync(0), StringComparison.Ordinal);
        Assert.Contains("\"placement\":\"placement: connected\"", (await routing.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await routing.PutAsync("/v1.0/actors/JobActor/1/method/Do", "")).Status);
        Assert.Single(all.CallsAt(0));
    }

    [Fact]
    public async Task Stop_serving_when_the_document_is_away_and_go_on_when_it_is_back()
    {
        await using var all = new Sidecars();
        await all.AddAsync();
        await all.InvokeAsync(0, "a");
        Task<Answer> waiting;
        var path = Path.Combine(all.Data, "placement", "app.json.lock");
        await using (var held = await HoldAsync(path))
        {
            await SidecarHarness.UntilAsync(() => all.MetadataAsync(0).GetAwaiter().GetResult().Contains("placement: disconnected", StringComparison.Ordinal));
            Assert.Contains("\"hostReady\":false", await all.MetadataAsync(0), StringComparison.Ordinal);
            waiting = all.InvokeAsync(0, "a");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
            Assert.False(waiting.IsCompleted);
            Assert.Single(all.CallsAt(0));
        }

        Assert.Equal(HttpStatusCode.OK, (await waiting).Status);
        Assert.Equal(["a", "a"], all.CallsAt(0));
    }

    private static async Task<FileStream> HoldAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Every sidecar knows of the newest table: the last to join was told first.</summary>
    private static Task SettledAsync(Sidecars all) => Task.WhenAll(Enumerable.Range(0, all.Count).Select(all.PlacedAsync));

    private static async Task InvokeAllAsync(Sidecars all, int through) =>
        Assert.All(await Task.WhenAll(Ids.Select(id => all.InvokeAsync(through, id))), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
}
