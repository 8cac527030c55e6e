using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Secrets;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Contrib.Secrets;

public sealed class SecretsInAFile : IDisposable
{
    private const string Json = """
        {"plain": "p", "redis": {"password": "r", "hosts": ["a", {"name": "b"}], "port": 6379, "tls": true}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("secrets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("plain", "p")]
    [InlineData("redis:password", "r")]
    [InlineData("redis:hosts:0", "a")]
    [InlineData("redis:hosts:1:name", "b")]
    [InlineData("redis:port", "6379")]
    [InlineData("redis:tls", "true")]
    public async Task Have_the_path_to_them_as_name(string name, string value)
    {
        var store = await OpenAsync(Json);

        Assert.Equal(new Dictionary<string, string> { [name] = value }, store.Get(name));
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("redis:password:x")]
    [InlineData("Plain")]
    [InlineData("")]
    public async Task Have_no_other_name(string name) => Assert.Null((await OpenAsync(Json)).Get(name));

    [Fact]
    public async Task Take_another_separator() =>
        Assert.NotNull((await OpenAsync(Json, ("nestedSeparator", "."))).Get("redis.hosts.1.name"));

    [Fact]
    public async Task Are_whole_members_where_secrets_have_several_values()
    {
        var store = await OpenAsync(Json, ("multiValued", "true"));

        Assert.Equal("p", store.Get("plain")!["plain"]);
        Assert.Equal(
            ["hosts:0", "hosts:1:name", "password", "port", "tls"], store.Get("redis")!.Keys.Order(StringComparer.Ordinal));
        Assert.Null(store.Get("redis:password"));
    }

    [Theory]
    [InlineData("[1]", "must hold a JSON object")]
    [InlineData("{\"a\": hunter2}", "is not JSON at line 1")]
    public async Task Are_refused_in_a_file_of_another_form(string json, string rule)
    {
        var failure = await Assert.ThrowsAsync<ComponentException>(() => OpenAsync(json));

        Assert.Contains("secretsFile", failure.Message, StringComparison.Ordinal);
        Assert.Contains(rule, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/no/such/file.json")]
    public async Task Are_refused_without_a_file(string path)
    {
        var failure = await Assert.ThrowsAsync<ComponentException>(() => OpenAsync("{}", ("secretsFile", path)));

        Assert.Contains("secretsFile", failure.Message, StringComparison.Ordinal);
    }

    private async Task<ISecretStore> OpenAsync(string json, params (string Name, string Value)[] fields)
    {
        var file = Path.Combine(_folder, "secrets.json");
        await File.WriteAllTextAsync(file, json);
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["secretsFile"] = file };
        foreach (var (name, value) in fields)
        {
            metadata[name] = value;
        }

        var spec = new ComponentSpec("secrets", "secretstores.local.file", "v1", metadata, "secrets.yaml:1");
        return (ISecretStore)await LocalFileSecretStore.CreateAsync(
            spec, new ComponentContext("app", null, TimeProvider.System, NullLoggerFactory.Instance), default);
    }
}
