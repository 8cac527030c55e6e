using System.Net;
using System.Net.Sockets;
using JobWorker.DevCluster.Hosting;
using JobWorker.DevCluster.Tests.Fixture;

namespace JobWorker.DevCluster.Tests.Startup;

public sealed class StartingTheCluster
{
    [Theory]
    [InlineData("--listen 0.0.0.0", "--listen: must be a loopback address")]
    [InlineData("--listen 10.0.0.1", "--listen: must be a loopback address")]
    [InlineData("--port 70000", "--port: must be a whole number from 0 to 65535")]
    [InlineData("--max-pods 0", "--max-pods: must be a whole number from 1 to 10000")]
    [InlineData("--port", "--port: a value must follow")]
    [InlineData("--frobnicate x", "--frobnicate: no such option")]
    public void Refuses_options_it_cannot_obey(string line, string message)
    {
        var error = Assert.Throws<FormatException>(() => DevClusterOptions.Parse(line.Split(' ')));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_who_has_the_port_when_it_is_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var error = Assert.Throws<PortInUseException>(() => PortInUseException.ThrowIfTaken(new() { Port = port }));

        Assert.Contains($"ss -ltnp 'sport = :{port}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: Unheard\n", "apiVersion and kind must be of a type that is served here")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: UPPER}\n", "metadata.name")]
    [InlineData("a: [", "")]
    public void Refuses_a_seed_it_cannot_apply(string manifest, string message)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, manifest);
        var error = Assert.Throws<SeedException>(
            () => ClusterApp.Build(new() { Port = 0, Seeds = [file] }, TimeProvider.System));
        File.Delete(file);

        Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}

public sealed class StartingWithSeeds : ClusterTest
{
    private readonly string file = Path.GetTempFileName();

    internal override DevClusterOptions Options
    {
        get
        {
            File.WriteAllText(file, """
                # two documents
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: busybox-default}
                data: {COUNT: "3", GREETING: hello}
                ---
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "other"}}
                """);
            return base.Options with { Seeds = [file] };
        }
    }

    [Fact]
    public async Task Has_them_before_the_first_request()
    {
        Assert.Equal(["busybox-default"], await NamesAsync(ConfigMaps));
        Assert.Equal(["default", "kube-system", "other"], await NamesAsync("/api/v1/namespaces"));
        Assert.Equal(["devcluster"], await NamesAsync("/api/v1/nodes"));
        File.Delete(file);
    }
}
