using System.Net;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Api.Invocation;

public sealed class InvokingAnotherApp : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("peers-").FullName;
    private readonly FakeApp _app = new();
    private SidecarHarness _caller = null!;

    public async Task InitializeAsync() => _caller = await StartAsync("caller", null);

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Goes_by_way_of_its_sidecar_which_needs_no_token_for_that()
    {
        _app.On("POST /hello/a%2Fb", 201, "hi");
        await using var callee = await StartAsync("callee", _app, new() { ["APP_API_TOKEN"] = "app's", ["DAPR_API_TOKEN"] = "own" });

        var answer = await _caller.SendAsync(
            HttpMethod.Post, "/v1.0/invoke/callee/method/hello/a%2Fb?q=1", "body", headers: ("dapr-api-token", "caller's"));

        Assert.Equal((HttpStatusCode.Created, "hi"), (answer.Status, answer.Body));
        var call = Assert.Single(_app.Calls, one => one.Method == "POST");
        Assert.Equal(("?q=1", "body", "app's"), (call.Query, call.Body, call.Header("dapr-api-token")));
        Assert.Equal(("caller", "default", "callee"),
            (call.Header("dapr-caller-app-id"), call.Header("dapr-caller-namespace"), call.Header("dapr-callee-app-id")));
        Assert.DoesNotContain(call.Headers.Keys, name => name.StartsWith("jobworker", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Ends_at_the_app_even_where_the_path_is_one_of_the_api()
    {
        _app.On("GET /v1.0/metadata", 200, "the app's own");
        await using var callee = await StartAsync("callee", _app);

        Assert.Equal("the app's own", (await _caller.GetAsync("/v1.0/invoke/callee/method/v1.0/metadata")).Body);
        Assert.Contains("\"id\":\"callee\"",
            (await callee.SendAsync(HttpMethod.Get, "/v1.0/metadata", headers: ("jobworker-peer-key", "guessed"))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_turns_among_its_sidecars_and_forgets_those_that_stopped()
    {
        await using var second = new FakeApp();
        _app.On("GET /who", 200, "first");
        second.On("GET /who", 200, "second");
        await using var one = await StartAsync("callee", _app);
        await using (var other = await StartAsync("callee", second, data: "elsewhere"))
        {
            Copy(Path.Combine(_data, "elsewhere", "peers", "callee"));
            Assert.Equal(["first", "first", "second", "second"], (await AskAsync(4)).Order());
        }

        foreach (var copy in Directory.GetFiles(Path.Combine(_data, "peers", "callee"), "copy-*"))
        {
            File.Delete(copy);
        }

        await SidecarHarness.UntilAsync(() => AskAsync(2).GetAwaiter().GetResult() is ["first", "first"]);
    }

    [Fact]
    public async Task Is_tried_again_where_no_connection_comes_about()
    {
        _app.On("GET /who", 200, "back");
        var folder = Directory.CreateDirectory(Path.Combine(_data, "peers", "callee")).FullName;
        await using (var gone = await StartAsync("callee", null, data: "gone"))
        {
            Copy(Path.Combine(_data, "gone", "peers", "callee"));
        }

        var asking = _caller.GetAsync("/v1.0/invoke/callee/method/who");
        await using var callee = await StartAsync("callee", _app, data: "here");
        Directory.GetFiles(folder, "copy-*").ToList().ForEach(File.Delete);
        Copy(Path.Combine(_data, "here", "peers", "callee"));

        Assert.Equal("back", (await asking).Body);
    }

    [Fact]
    public async Task Finds_nobody_where_only_a_dead_process_has_left_its_file()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_data, "peers", "callee")).FullName;
        var file = Path.Combine(folder, "1.json");
        await File.WriteAllTextAsync(file,
            """{"AppId":"callee","Namespace":"default","Address":"http://127.0.0.1:1","Key":"k","ProcessId":999999999,"StartedAt":"2020-01-01T00:00:00Z"}""");
        await File.WriteAllTextAsync(Path.Combine(folder, "2.json"), "not one of ours");

        (await _caller.GetAsync("/v1.0/invoke/callee/method/x")).IsError(HttpStatusCode.InternalServerError, "ERR_DIRECT_INVOKE");
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Needs_a_file_that_goes_with_its_sidecar_and_that_others_cannot_read()
    {
        string file;
        await using (var callee = await StartAsync("call.ee/..", _app))
        {
            file = Assert.Single(Directory.GetFiles(Path.Combine(_data, "peers", "call%2Eee%2F%2E%2E")));
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Lets_a_sidecar_stop_whose_folder_is_gone()
    {
        var callee = await StartAsync("callee", _app);
        Directory.Delete(Path.Combine(_data, "peers", "callee"), recursive: true);

        await callee.DisposeAsync();

        (await _caller.GetAsync("/v1.0/invoke/callee/method/x")).IsError(HttpStatusCode.InternalServerError, "ERR_DIRECT_INVOKE");
    }

    [Fact]
    public async Task Tells_of_a_sidecar_without_app()
    {
        await using var callee = await StartAsync("callee", null);

        var answer = await _caller.GetAsync("/v1.0/invoke/callee/method/x");

        answer.IsError(HttpStatusCode.InternalServerError, "ERR_DIRECT_INVOKE");
        Assert.Contains("without --app-port", answer.Body, StringComparison.Ordinal);
    }

    private async Task<List<string>> AskAsync(int times)
    {
        var answers = new List<string>();
        for (var n = 0; n < times; n++)
        {
            answers.Add((await _caller.GetAsync("/v1.0/invoke/callee/method/who")).Body);
        }

        return answers;
    }

    private void Copy(string folder)
    {
        foreach (var file in Directory.GetFiles(folder))
        {
            File.Copy(file, Path.Combine(_data, "peers", "callee", $"copy-{Path.GetFileName(file)}"));
        }
    }

    private Task<SidecarHarness> StartAsync(
        string appId, FakeApp? app, Dictionary<string, string>? environment = null, string data = "") =>
        SidecarHarness.StartAsync(new HarnessOptions
        {
            App = app,
            Flags = ["--app-id", appId],
            DataPath = Path.Combine(_data, data),
            Environment = environment ?? [],
        });
}
