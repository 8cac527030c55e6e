using System.Text.Json;
using JobWorker.Host.Cluster.Requests;
using Microsoft.Extensions.Logging.Abstractions;
using YamlDotNet.Core;

namespace JobWorker.Host.Tests.Cluster.Requests;

public sealed class ATemplateFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("templates-").FullName;
    private readonly ManualClock _clock = new();
    private readonly Templates _templates;

    public ATemplateFile() => _templates = new Templates(
        new Fixed<TemplateOptions>(new TemplateOptions
        {
            Default = Path.Combine(_folder, "default.yaml"),
            Services = new Dictionary<string, string> { ["gpu"] = Path.Combine(_folder, "gpu.json") },
        }),
        _clock,
        NullLogger<Templates>.Instance);

    [Fact]
    public void Is_the_services_own_or_everybodys()
    {
        Write("default.yaml", "spec:\n  template:\n    spec:\n      imagePullSecrets:\n      - name: registry\n");
        Write("gpu.json", """{"kind":"Job","spec":{"template":{"spec":{"priorityClassName":"high"}}}}""");

        Assert.Equal("""{"spec":{"template":{"spec":{"imagePullSecrets":[{"name":"registry"}]}}}}""", _templates.For("any")!.ToJsonString());
        Assert.Contains("priorityClassName", _templates.For("gpu")!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_anew_once_it_has_changed_and_stays_in_force_when_it_breaks()
    {
        Write("default.yaml", "spec: {suspend: true}");
        Assert.Contains("suspend", _templates.For("any")!.ToJsonString(), StringComparison.Ordinal);

        Write("default.yaml", "spec: {parallelism: 2}");
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Contains("parallelism", _templates.For("any")!.ToJsonString(), StringComparison.Ordinal);

        Write("default.yaml", "spec: {parallelism: many}");
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Contains("2", _templates.For("any")!.ToJsonString(), StringComparison.Ordinal);

        File.Delete(Path.Combine(_folder, "default.yaml"));
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.NotNull(_templates.For("any"));
    }

    [Fact]
    public void Is_no_template_where_there_is_none() => Assert.Null(_templates.For("any"));

    [Fact]
    public void Says_what_is_wrong_with_it()
    {
        Assert.Contains("parallelism", Assert.Throws<JsonException>(() => Templates.Parse("spec: {parallelism: many}")).Message, StringComparison.Ordinal);
        Assert.Contains("Pod", Assert.Throws<FormatException>(() => Templates.Parse("kind: Pod")).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Templates.Parse("- a"));
        Assert.ThrowsAny<YamlException>(() => Templates.Parse("a: ["));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
