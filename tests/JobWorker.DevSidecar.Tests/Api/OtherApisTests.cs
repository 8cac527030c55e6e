using System.Collections.Concurrent;
using System.Net;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Hosting;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Api;

public sealed class TheLockApi
{
    private const string Yaml = "kind: Component\nmetadata: {name: lockstore}\nspec: {type: lock.test}";

    [Fact]
    public async Task Answers_as_the_store_does()
    {
        await using var sidecar = await StartAsync();
        const string Ann = """{"resourceId":"leader","lockOwner":"ann","expiryInSeconds":30}""";

        Assert.Equal("""{"success":true}""", (await sidecar.PostAsync("/v1.0-alpha1/lock/lockstore", Ann)).Body);
        Assert.Equal("""{"success":false}""", (await sidecar.PostAsync("/v1.0-alpha1/lock/lockstore", Ann)).Body);
        Assert.Equal("""{"status":2}""", (await UnlockAsync(sidecar, "bob")).Body);
        Assert.Equal("""{"status":0}""", (await UnlockAsync(sidecar, "ann")).Body);
        Assert.Equal("""{"status":1}""", (await UnlockAsync(sidecar, "ann")).Body);
        Assert.Equal(["lock||app||leader"], FakeLock.Keys);
    }

    [Theory]
    [InlineData("lockstore", """{"lockOwner":"a","expiryInSeconds":1}""", "ERR_MALFORMED_REQUEST")]
    [InlineData("lockstore", """{"resourceId":"r","expiryInSeconds":1}""", "ERR_MALFORMED_REQUEST")]
    [InlineData("lockstore", """{"resourceId":"r","lockOwner":"a"}""", "ERR_MALFORMED_REQUEST")]
    [InlineData("other", """{"resourceId":"r","lockOwner":"a","expiryInSeconds":1}""", "ERR_LOCK_STORE_NOT_FOUND")]
    public async Task Names_what_is_wrong(string store, string body, string code)
    {
        await using var sidecar = await StartAsync();

        (await sidecar.PostAsync($"/v1.0-alpha1/lock/{store}", body)).IsError(HttpStatusCode.BadRequest, code);
    }

    private static Task<Answer> UnlockAsync(SidecarHarness sidecar, string owner) =>
        sidecar.PostAsync("/v1.0-alpha1/unlock/lockstore", $$"""{"resource_id":"leader","lock_owner":"{{owner}}"}""");

    private static Task<SidecarHarness> StartAsync() => SidecarHarness.StartAsync(new HarnessOptions
    {
        Yaml = Yaml,
        Types = new Dictionary<string, ComponentFactory> { ["lock.test"] = (_, _, _) => Task.FromResult<object>(new FakeLock()) },
    });

    private sealed class FakeLock : ILockStore
    {
        private readonly ConcurrentDictionary<string, string> _owners = new();

        public static ConcurrentDictionary<string, bool> Seen { get; } = new();

        public static IEnumerable<string> Keys => Seen.Keys;

        public Task<bool> TryLockAsync(string key, string owner, int expiryInSeconds, CancellationToken cancel)
        {
            Seen[key] = true;
            return Task.FromResult(_owners.TryAdd(key, owner));
        }

        public Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken cancel) => Task.FromResult(
            !_owners.TryGetValue(key, out var holder) ? UnlockStatus.DoesNotExist
            : holder != owner ? UnlockStatus.BelongsToOthers
            : _owners.TryRemove(key, out _) ? UnlockStatus.Success : UnlockStatus.InternalError);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

public sealed class TheSecretsApi
{
    [Fact]
    public async Task Reads_the_environment_but_not_the_sidecars_own_secrets()
    {
        const string Name = "JOBWORKER_TEST_SECRET";
        Environment.SetEnvironmentVariable(Name, "s3cret");
        await using var sidecar = await SidecarHarness.StartAsync(
            new HarnessOptions { Yaml = "kind: Component\nmetadata: {name: env}\nspec: {type: secretstores.local.env}" });

        Assert.Equal($$"""{"{{Name}}":"s3cret"}""", (await sidecar.GetAsync($"/v1.0/secrets/env/{Name}")).Body);
        (await sidecar.GetAsync("/v1.0/secrets/env/APP_API_TOKEN")).IsError(HttpStatusCode.InternalServerError, "ERR_SECRET_GET");
        (await sidecar.GetAsync("/v1.0/secrets/other/x")).IsError(HttpStatusCode.Unauthorized, "ERR_SECRET_STORE_NOT_FOUND");
        (await sidecar.GetAsync("/v1.0/secrets/other/bulk")).IsError(HttpStatusCode.Unauthorized, "ERR_SECRET_STORE_NOT_FOUND");
    }

    [Fact]
    public async Task Reads_all_at_once_but_not_the_sidecars_own_secrets()
    {
        Environment.SetEnvironmentVariable("JOBWORKER_TEST_BULK", "b");
        Environment.SetEnvironmentVariable("DAPR_TEST_BULK", "not this");
        await using var sidecar = await SidecarHarness.StartAsync(
            new HarnessOptions { Yaml = "kind: Component\nmetadata: {name: env}\nspec: {type: secretstores.local.env}" });

        var all = (await sidecar.GetAsync("/v1.0/secrets/env/bulk")).Body;

        Assert.Contains("\"JOBWORKER_TEST_BULK\":{\"JOBWORKER_TEST_BULK\":\"b\"}", all, StringComparison.Ordinal);
        Assert.DoesNotContain("DAPR_TEST_BULK", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Needs_a_store()
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions());

        (await sidecar.GetAsync("/v1.0/secrets/env/x")).IsError(HttpStatusCode.InternalServerError, "ERR_SECRET_STORES_NOT_CONFIGURED");
        (await sidecar.GetAsync("/v1.0/secrets/env/bulk")).IsError(HttpStatusCode.InternalServerError, "ERR_SECRET_STORES_NOT_CONFIGURED");
    }

    [Theory]
    [InlineData("defaultAccess: deny", "")]
    [InlineData("defaultAccess: deny, allowedSecrets: [a]", "a")]
    [InlineData("defaultAccess: allow, deniedSecrets: [a]", "b")]
    [InlineData("allowedSecrets: [b]", "b")]
    [InlineData("defaultAccess: deny, deniedSecrets: [a]", "")]
    [InlineData("defaultAccess: deny, allowedSecrets: [a, b], deniedSecrets: [b]", "ab")]
    public async Task Shows_what_the_scope_admits(string scope, string readable)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{"a":"1","b":"2"}""");
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            Yaml = $$"""
                kind: Component
                metadata: {name: file}
                spec:
                  type: secretstores.local.file
                  metadata:
                  - name: secretsFile
                    value: {{file}}
                ---
                kind: Configuration
                metadata: {name: c}
                spec:
                  secrets:
                    scopes: [{storeName: file, {{scope}} }]
                """,
        });
        File.Delete(file);

        foreach (var name in (string[])["a", "b"])
        {
            var answer = await sidecar.GetAsync($"/v1.0/secrets/file/{name}");
            if (readable.Contains(name, StringComparison.Ordinal))
            {
                Assert.Equal(HttpStatusCode.OK, answer.Status);
            }
            else
            {
                answer.IsError(HttpStatusCode.Forbidden, "ERR_PERMISSION_DENIED");
            }
        }

        var bulk = (await sidecar.GetAsync("/v1.0/secrets/file/bulk")).Body;
        Assert.Equal(readable, string.Concat(System.Text.Json.JsonDocument.Parse(bulk).RootElement.EnumerateObject().Select(one => one.Name)));
    }
}

public sealed class TheApi
{
    [Theory]
    [InlineData("/v1.0/nothing", HttpStatusCode.NotFound, "ERR_DIRECT_INVOKE")]
    [InlineData("/", HttpStatusCode.NotFound, "ERR_DIRECT_INVOKE")]
    [InlineData("/v1.0/shutdown", HttpStatusCode.NotFound, "ERR_DIRECT_INVOKE")]
    [InlineData("/v1.0/workflows/dapr/x", HttpStatusCode.NotImplemented, "ERR_API_UNIMPLEMENTED")]
    [InlineData("/v1.0/jobs/x", HttpStatusCode.NotImplemented, "ERR_API_UNIMPLEMENTED")]
    [InlineData("/v1.0-alpha1/configuration/x", HttpStatusCode.NotImplemented, "ERR_API_UNIMPLEMENTED")]
    [InlineData("/v1.0-alpha1/crypto/x/encrypt", HttpStatusCode.NotImplemented, "ERR_API_UNIMPLEMENTED")]
    [InlineData("/v1.0-alpha2/conversation/x/converse", HttpStatusCode.NotImplemented, "ERR_API_UNIMPLEMENTED")]
    [InlineData("/v1.0/state/statestore/x", HttpStatusCode.InternalServerError, "ERR_STATE_STORE_NOT_CONFIGURED")]
    public async Task Says_what_it_has_not(string path, HttpStatusCode status, string code)
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions());

        (await sidecar.GetAsync(path)).IsError(status, code);
    }

    [Fact]
    public async Task Has_no_state_query()
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { Yaml = SidecarHarness.InMemory });

        (await sidecar.PostAsync("/v1.0-alpha1/state/statestore/query", "{}")).IsError(HttpStatusCode.NotImplemented, "ERR_API_UNIMPLEMENTED");
    }

    [Theory]
    [InlineData("/v1.0//state/statestore/", "/v1.0/state/statestore/a%2Fb")]
    [InlineData("/v1.0/x/../state/./statestore", "//v1.0/state/statestore/a%2fb/")]
    public async Task Cleans_paths_and_keeps_escaped_slashes(string write, string read)
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { Yaml = SidecarHarness.InMemory });

        Assert.Equal("204", await SendRawAsync(sidecar, "POST", write, """[{"key":"a/b","value":1}]"""));
        Assert.Equal("200", await SendRawAsync(sidecar, "GET", read, ""));
    }

    /// <summary>The status of a request whose path nobody touches on the way.</summary>
    private static async Task<string> SendRawAsync(SidecarHarness sidecar, string method, string path, string body)
    {
        using var client = new System.Net.Sockets.TcpClient("127.0.0.1", sidecar.Sidecar.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        using var reader = new StreamReader(stream);
        return (await reader.ReadLineAsync())!.Split(' ')[1];
    }

    [Fact]
    public async Task Wants_the_token_everywhere_but_for_health()
    {
        await using var sidecar = await SidecarHarness.StartAsync(
            new HarnessOptions { Environment = new Dictionary<string, string> { ["DAPR_API_TOKEN"] = "t" } });

        var refused = await sidecar.GetAsync("/v1.0/metadata");
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid api token"), (refused.Status, refused.Body));
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0/healthz")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0//healthz/outbound/")).Status);
        Assert.Equal(
            HttpStatusCode.OK, (await sidecar.SendAsync(HttpMethod.Get, "/v1.0/metadata", headers: ("dapr-api-token", "t"))).Status);
    }

    [Fact]
    public async Task Refuses_bodies_beyond_the_limit()
    {
        await using var sidecar = await SidecarHarness.StartAsync(
            new HarnessOptions { Yaml = SidecarHarness.InMemory, Flags = ["--max-body-size=1Ki"] });

        var refused = await sidecar.PostAsync("/v1.0/state/statestore", $$"""[{"key":"a","value":"{{new string('x', 2000)}}"}]""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.Status);
    }

    [Fact]
    public async Task Lists_what_it_has_and_keeps_notes()
    {
        await using var app = new FakeApp().Hosts("JobActor")
            .Subscribes("""[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs","deadLetterTopic":"dead"}]""");
        await using var sidecar = await SidecarHarness.StartAsync(app);

        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PutAsync("/v1.0/metadata/appCommand", "dotnet run", "text/plain")).Status);
        var metadata = (await sidecar.GetAsync("/v1.0/metadata")).Body;

        Assert.Contains("\"id\":\"app\",\"runtimeVersion\":\"jobworker-devsidecar/", metadata, StringComparison.Ordinal);
        Assert.Contains("""{"name":"statestore","type":"state.in-memory","version":"v1","capabilities":["ETAG",""", metadata, StringComparison.Ordinal);
        Assert.Contains("""{"pubsubname":"pubsub","topic":"jobs","rules":[{"path":"/jobs"}],"deadLetterTopic":"dead","type":"PROGRAMMATIC"}""", metadata, StringComparison.Ordinal);
        Assert.Contains("\"appCommand\":\"dotnet run\"", metadata, StringComparison.Ordinal);
        Assert.Contains("\"runtimeStatus\":\"RUNNING\",\"activeActors\":[{\"type\":\"JobActor\",\"count\":0}]", metadata, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hears_the_wish_to_shut_down()
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions());

        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PostAsync("/v1.0/shutdown", "")).Status);

        await sidecar.Sidecar.Status.ShutdownRequested.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Tells_a_forced_shutdown_from_a_graceful_one()
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions());

        await sidecar.SendAsync(HttpMethod.Post, "/v1.0/shutdown", headers: ("dapr-force-shutdown", "true"));

        await sidecar.Sidecar.Status.KillRequested.Task.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.False(sidecar.Sidecar.Status.ShutdownRequested.Task.IsCompleted);
    }

    [Fact]
    public async Task Says_which_port_is_taken()
    {
        await using var first = await SidecarHarness.StartAsync(new HarnessOptions());
        var port = first.Sidecar.Address.Port;

        var error = await Assert.ThrowsAsync<PortInUseException>(
            () => SidecarHarness.StartAsync(new HarnessOptions { Flags = [$"--dapr-http-port={port}"] }));

        Assert.Contains($"Port {port} on 127.0.0.1 is already in use", error.Message, StringComparison.Ordinal);
        Assert.Contains($"ss -ltnp 'sport = :{port}'", error.Message, StringComparison.Ordinal);
    }
}
