using System.Globalization;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Emulators;

namespace JobWorker.Acceptance.Tests.Callbacks;

/// <summary>
/// Three keys sign what takes the way of all; a route of its own leads through a binding, signed by a key of a secret store.
/// </summary>
public sealed class SigningWorld : WorldFixture
{
    public const string NewSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    public const string RouteSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// <summary>RFC 8032, section 7.1, test 2.</summary>
    public const string PrivateKey = "whsk_TM0Imyj/ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U+4pvs=";

    public const string PublicKey = "whpk_PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";

    private readonly string _secrets = Path.Combine(Path.GetTempPath(), $"hooks-{Guid.NewGuid():N}.json");

    private Tap? _tap;

    /// <summary>What receives.</summary>
    internal Tap Tap => _tap!;

    public int Port { get; } = Ports.Free();

    /// <summary>Why the verifiers cannot run; none when they can.</summary>
    public static string? Missing => EmulatorPackages.Missing;

    protected override bool CanStart => Missing is null;

    private protected override WorldOptions Options => new()
    {
        Worker = new Dictionary<string, string?>
        {
            ["Callbacks__Secrets__0"] = NewSecret,
            ["Callbacks__Secrets__1"] = PrivateKey,
            ["Callbacks__Routes__0__Prefix"] = Url("direct/"),
            ["Callbacks__Routes__0__Binding"] = "webhook-direct",
            ["Callbacks__Routes__0__Secrets__0"] = "secret:teams/hooks/current",
        },
        ComponentFiles = new Dictionary<string, string>
        {
            ["webhook-direct.yaml"] = Component("webhook-direct", "bindings.http", ("url", Url("direct/"))),
            ["teams.yaml"] = Component("teams", "secretstores.local.file", ("secretsFile", _secrets), ("multiValued", "true")),
        },
    };

    public string Url(string path) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/{path}");

    protected override async Task PrepareAsync()
    {
        await File.WriteAllTextAsync(_secrets, $$"""
            {"hooks": {"current": "{{RouteSecret}}" } }
            """);
        _tap = await Tap.StartAsync(Port);
    }

    protected override async Task CleanUpAsync()
    {
        File.Delete(_secrets);
        if (_tap is not null)
        {
            await _tap.DisposeAsync();
        }
    }

    private static string Component(string name, string type, params IEnumerable<(string Name, string Value)> settings) => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {name}
        spec:
          type: {type}
          version: v1
          metadata:
        {string.Join('\n', settings.Select(s => $"    - name: {s.Name}\n      value: \"{s.Value}\""))}
        """;
}
