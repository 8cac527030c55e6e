using JobWorker.DevSidecar.Hosting.Flags;

namespace JobWorker.DevSidecar.Tests.Hosting.Flags;

public sealed class TheCommandLine
{
    [Theory]
    [InlineData(50001)]
    [InlineData(50001, "--dapr-http-port=3500")]
    [InlineData(0, "--dapr-http-port=3501")]
    [InlineData(50002, "--dapr-http-port=3501", "--dapr-grpc-port=50002")]
    public void Leaves_the_gRPC_port_to_the_system_beside_an_HTTP_port_that_was_chosen(int port, params string[] flags) =>
        Assert.Equal(port, FlagParser.Parse(["--app-id=a", .. flags]).GrpcPort);

    [Theory]
    [InlineData("--app-id", "a", "--app-port", "5080")]
    [InlineData("--app-id=a", "--app-port=5080")]
    [InlineData("-app-id", "a", "-app-port=5080")]
    public void Takes_every_way_to_write_a_flag(params string[] args)
    {
        var flags = FlagParser.Parse(args);

        Assert.Equal(("a", 5080), (flags.AppId, flags.AppPort));
    }

    [Fact]
    public void Has_daprs_defaults()
    {
        var flags = FlagParser.Parse(["--app-id=a"]);

        Assert.Equal((3500, 50001, 4 << 20, -1), (flags.HttpPort, flags.GrpcPort, flags.MaxBodySize, flags.AppMaxConcurrency));
        Assert.Equal((TimeSpan.FromSeconds(5), 3, "/healthz"), (flags.AppHealthInterval, flags.AppHealthThreshold, flags.AppHealthPath));
        Assert.Equal(TimeSpan.FromMilliseconds(500), flags.AppHealthTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), flags.GracefulShutdown);
    }

    [Fact]
    public void Collects_resource_folders() => Assert.Equal(
        ["a", "b", "c"], FlagParser.Parse(["--app-id=a", "--resources-path", "a", "--resources-path=b,c"]).ResourcesPaths);

    [Theory]
    [InlineData(true, "--enable-app-health-check")]
    [InlineData(true, "--enable-app-health-check=true")]
    [InlineData(true, "--enable-app-health-check", "true")]
    [InlineData(false, "--enable-app-health-check=false")]
    [InlineData(false, "--enable-app-health-check", "false")]
    [InlineData(true, "--enable-app-health-check", "--embedded")]
    public void Reads_switches(bool expected, params string[] args) =>
        Assert.Equal(expected, FlagParser.Parse(["--app-id=a", .. args]).AppHealthCheck);

    [Fact]
    public void Accepts_what_it_does_not_know_with_its_value()
    {
        var flags = FlagParser.Parse(
            ["--metrics-port", "9090", "--placement-host-address=x", "--enable-profiling", "--app-id", "a"]);

        Assert.Equal("a", flags.AppId);
        Assert.Equal(["--metrics-port", "--placement-host-address", "--enable-profiling"], flags.Ignored);
    }

    [Fact]
    public void Tells_what_daprd_does_not_have_either()
    {
        var flags = FlagParser.Parse(
            ["--enable-metrics", "false", "--mode", "standalone", "--scheduler-job-streams", "3", "--made-up", "x", "--app-id", "a"]);

        Assert.Equal("a", flags.AppId);
        Assert.Equal(["--enable-metrics", "--mode", "--scheduler-job-streams"], flags.Ignored);
        Assert.Equal(["--made-up"], flags.Unknown);
    }

    [Fact]
    public void Reads_what_the_app_is_asked_at_first()
    {
        var flags = FlagParser.Parse(
            ["--app-id=a", "--disable-init-endpoints", "config,subscribe", "--app-binding-options-timeout=500ms", "--enable-api-logging"]);

        Assert.Equal(["config", "subscribe"], flags.DisabledInitEndpoints.Order());
        Assert.Equal((TimeSpan.FromMilliseconds(500), true), (flags.BindingProbeTimeout, flags.ApiLogging));
        Assert.Equal(TimeSpan.FromSeconds(3), FlagParser.Parse(["--app-id=a"]).BindingProbeTimeout);
        Assert.Null(FlagParser.Parse(["--app-id=a"]).ApiLogging);
        Assert.Equal(8 << 20, FlagParser.Parse(["--app-id=a", "--dapr-http-max-request-size", "8"]).MaxBodySize);
    }

    [Theory]
    [InlineData("4Mi", 4 << 20)]
    [InlineData("4194304", 4194304)]
    [InlineData("10k", 10_000)]
    [InlineData("1Ki", 1024)]
    public void Reads_sizes(string text, long bytes) =>
        Assert.Equal(bytes, FlagParser.Parse(["--app-id=a", "--max-body-size", text]).MaxBodySize);

    [Theory]
    [InlineData("--app-id is required", "--app-port=1")]
    [InlineData("--app-port: \"x\" is not a whole number", "--app-port=x")]
    [InlineData("--app-port: 70000 is not a port", "--app-port=70000")]
    [InlineData("--max-body-size", "--max-body-size=much")]
    [InlineData("--app-protocol: only http", "--app-protocol=grpc")]
    [InlineData("--log-level", "--log-level=loud")]
    [InlineData("--dapr-block-shutdown-duration", "--dapr-block-shutdown-duration=long")]
    [InlineData("--disable-init-endpoints: \"x\" is neither config nor subscribe", "--disable-init-endpoints=x")]
    [InlineData("needs a value", "--dapr-http-port")]
    [InlineData("is not a flag", "stray")]
    public void Names_the_flag_that_is_wrong(string expected, string argument)
    {
        string[] args = argument == "--app-port=1" ? [argument] : ["--app-id=a", argument];
        var error = Assert.Throws<FlagException>(() => FlagParser.Parse(args));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
