using JobWorker.DevSidecar.Run;
using JobWorker.DevSidecar.Run.Dotnet;
using JobWorker.DevSidecar.Run.Sidecars;
using JobWorker.DevSidecar.Run.Template;

namespace JobWorker.DevSidecar.Tests.Run;

public sealed class ReadingARunFile : IDisposable
{
    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Takes_every_field_there_is()
    {
        _folder.Make("src", "src/res", "res", "rt");
        _folder.Write("src/config.yaml", "");
        var app = Assert.Single(Read("""
            version: 1
            name: demo
            common:
              resourcesPaths: [./res]
              env: {A: common, B: 2}
              logLevel: debug
            apps:
            - appID: worker
              appDirPath: ./src
              appPort: 5080
              appChannelAddress: 127.0.0.1
              appProtocol: http
              command: ["dotnet", "run", "--", "x y"]
              daprHTTPPort: 3500
              daprGRPCPort: 50001
              daprInternalGRPCPort: 0
              metricsPort: 9090
              profilePort: 7777
              unixDomainSocket: ""
              resourcesPaths: [res]
              configFilePath: config.yaml
              apiListenAddresses: ""
              logLevel: info
              enableProfiling: false
              enableApiLogging: true
              appMaxConcurrency: -1
              maxBodySize: 4Mi
              readBufferSize: 4Ki
              appSSL: false
              placementHostAddress: ""
              schedulerHostAddress: localhost:50006
              enableAppHealthCheck: true
              appHealthCheckPath: /healthz
              appHealthProbeInterval: 5
              appHealthProbeTimeout: 500
              appHealthThreshold: 3
              runtimePath: ../rt
              env: {A: own}
              appLogDestination: console
              daprdLogDestination: fileAndConsole
              containerImage: img
              containerImagePullPolicy: Always
              createService: true
            """).Apps);

        Assert.Equal("worker", app.Id);
        Assert.Equal(["dotnet", "run", "--", "x y"], app.Command);
        Assert.Equal("own 2", $"{app.Env["A"]} {app.Env["B"]}");
        Assert.Equal([_folder.PathOf("src/res")], app.ResourcesPaths);
        Assert.Equal(
            $"--app-channel-address 127.0.0.1 --app-health-check-path /healthz --app-health-probe-interval 5 "
            + "--app-health-probe-timeout 500 --app-health-threshold 3 --app-id worker --app-max-concurrency -1 --app-port 5080 "
            + $"--app-protocol http --config {_folder.PathOf("src/config.yaml")} --dapr-grpc-port 50001 --dapr-http-port 3500 "
            + "--enable-api-logging --enable-app-health-check --log-level info --max-body-size 4Mi --metrics-port 9090 "
            + "--profile-port 7777 --read-buffer-size 4Ki --scheduler-host-address localhost:50006 "
            + $"--resources-path {_folder.PathOf("src/res")} --data-path /data",
            string.Join(' ', SidecarArguments.For(app, "/data", embeddedRedis: null)));
    }

    [Fact]
    public void Names_an_app_after_its_folder_and_a_run_after_its_own()
    {
        _folder.Make("shop");
        var template = Read("version: 1\napps: [{appDirPath: ./shop/}]");

        Assert.Equal("shop", template.Apps[0].Id);
        Assert.Equal(Path.GetFileName(_folder.Root), template.Name);
    }

    [Fact]
    public void Finds_dapr_yaml_in_a_folder()
    {
        _folder.Write("dapr.yaml", "version: 1\napps: [{appDirPath: .}]");

        Assert.Equal(_folder.File, RunTemplateReader.Read(_folder.Root, "/home/nobody").Path);
    }

    [Theory]
    [InlineData("resourcesPaths: [own]", "app/own", "prefers the app's own")]
    [InlineData("resourcesPath: own", "app/own", "knows the older name")]
    [InlineData("resourcesPaths: own", "app/own", "takes one path for a list")]
    [InlineData("", "app/.dapr/resources", "then the folder's")]
    public void Resolves_resources_against_the_apps_folder(string line, string expected, string reason)
    {
        _folder.Make("app/own", "app/.dapr/resources", "shared");

        var app = Read($"version: 1\ncommon: {{resourcesPaths: [shared]}}\napps:\n- appDirPath: app\n  {line}").Apps[0];
        Assert.True(app.ResourcesPaths.SequenceEqual([_folder.PathOf(expected)]), reason);
    }

    [Fact]
    public void Resolves_common_paths_against_the_files_folder()
    {
        _folder.Make("app", "shared");
        _folder.Write("config.yaml", "");
        var app = Read(
            "version: 1\ncommon: {resourcesPaths: [shared], configFilePath: config.yaml}\napps: [{appDirPath: app}]").Apps[0];

        Assert.Equal([_folder.PathOf("shared")], app.ResourcesPaths);
        Assert.Equal(_folder.PathOf("config.yaml"), app.Get("configFilePath"));
    }

    [Fact]
    public void Prefers_the_folders_configuration_to_the_common_one()
    {
        _folder.Write("app/.dapr/config.yaml", "");
        _folder.Write("config.yaml", "");
        var app = Read("version: 1\ncommon: {configFilePath: config.yaml}\napps: [{appDirPath: app}]").Apps[0];

        Assert.Equal(_folder.PathOf("app/.dapr/config.yaml"), app.Get("configFilePath"));
    }

    [Fact]
    public void Looks_in_the_home_folder_last()
    {
        _folder.Make("app", "home/.dapr/components");
        _folder.Write("home/.dapr/config.yaml", "");
        var app = Read("version: 1\napps: [{appDirPath: app}]", _folder.PathOf("home")).Apps[0];

        Assert.Equal([_folder.PathOf("home/.dapr/components")], app.ResourcesPaths);
        Assert.Equal(_folder.PathOf("home/.dapr/config.yaml"), app.Get("configFilePath"));
    }

    [Fact]
    public void Warns_of_fields_it_does_not_know()
    {
        var template = Read("version: 1\napps:\n- appDirPath: .\n  appPrt: 5\n");

        Assert.Contains("dapr.yaml:4: 'appPrt'", Assert.Single(template.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apps: [{appDirPath: .}]", "version: it is required")]
    [InlineData("version: 1", "apps: at least one")]
    [InlineData("version: 1\napps: [{appID: a}]", "dapr.yaml:2: appDirPath: it is required")]
    [InlineData("version: 1\napps: [{appDirPath: ./none}]", "appDirPath: './none' is not there")]
    [InlineData("version: 1\napps: [{appDirPath: ., resourcesPaths: [none]}]", "resourcesPaths: 'none' is not there")]
    [InlineData("version: 1\napps: [{appDirPath: ., appPort: many}]", "appPort: 'many' must be a port")]
    [InlineData("version: 1\napps: [{appDirPath: ., appPort: 70000}]", "appPort: '70000' must be a port")]
    [InlineData("version: 1\napps: [{appDirPath: ., appLogDestination: disk}]", "appLogDestination: 'disk' must be")]
    [InlineData("version: 1\napps: [{appDirPath: ., env: 5}]", "env: it must be a mapping")]
    [InlineData("version: 1\napps: [{appDirPath: ., appID: a}, {appDirPath: ., appID: a}]", "'a' is used by 2 apps")]
    [InlineData("version: 1\napps: [", "While parsing")]
    public void Refuses_what_cannot_work(string yaml, string message) =>
        Assert.Contains(message, Assert.Throws<RunException>(() => Read(yaml)).Message, StringComparison.Ordinal);

    private RunTemplate Read(string yaml, string home = "/home/nobody")
    {
        _folder.Write("dapr.yaml", yaml);
        return RunTemplateReader.Read(_folder.File, home);
    }
}

public sealed class TheArgumentsOfRun
{
    [Fact]
    public void Are_read()
    {
        Assert.Equal(new RunOptions(".", false, null), RunOptions.Parse([]));
        Assert.Equal(new RunOptions("x.yaml", true, null), RunOptions.Parse(["-f", "x.yaml", "--embedded"]));
        Assert.Equal(new RunOptions(".", true, 7000), RunOptions.Parse(["--embedded-port", "7000"]));
    }

    [Theory]
    [InlineData("--fast")]
    [InlineData("-f")]
    [InlineData("--embedded-port", "x")]
    public void Are_refused_when_wrong(params string[] args) => Assert.Throws<RunException>(() => RunOptions.Parse(args));
}

public sealed class ADotnetRunCommand
{
    [Theory]
    [InlineData("dotnet run", "/app", "Debug", "", true, "")]
    [InlineData("dotnet run --project src/X", "/app/src/X", "Debug", "", true, "")]
    [InlineData("dotnet run --project=/x/X.csproj -c Release --no-build", "/x/X.csproj", "Release", "", false, "")]
    [InlineData("/usr/bin/dotnet run -f net10.0 --no-launch-profile -- --project y", "/app", "Debug", "net10.0", true, "--project y")]
    [InlineData("dotnet run --urls http://localhost:1 -- z", "/app", "Debug", "", true, "--urls http://localhost:1 z")]
    public void Is_taken_apart(
        string command, string project, string configuration, string framework, bool build, string arguments)
    {
        var run = DotnetRun.Parse(command.Split(' '), "/app")!;

        Assert.Equal((project, configuration, framework, build), (run.Project, run.Configuration, run.Framework, run.Build));
        Assert.Equal(arguments, string.Join(' ', run.Arguments));
    }

    [Theory]
    [InlineData("dotnet app.dll")]
    [InlineData("node run")]
    [InlineData("dotnet")]
    public void Is_nothing_else(string command) => Assert.Null(DotnetRun.Parse(command.Split(' '), "/app"));
}
