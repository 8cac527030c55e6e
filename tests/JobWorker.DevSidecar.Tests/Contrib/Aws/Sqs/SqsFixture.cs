using JobWorker.Testing.Emulators;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.Sqs;

/// <summary>One emulator for all tests about queues; each test has names of its own in it.</summary>
public sealed class SqsFixture : IAsyncLifetime
{
    private static int _last;
    private SqsEmulator? _emulator;

    /// <summary>The emulator; without one the test is skipped.</summary>
    internal SqsEmulator Emulator
    {
        get
        {
            Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);
            return _emulator!;
        }
    }

    /// <summary>The fields that say where SQS is, as YAML list items.</summary>
    internal string Address => $$"""
            - {name: region, value: us-east-1}
            - {name: endpoint, value: "{{Emulator.Address}}"}
            - {name: accessKey, value: test}
            - {name: secretKey, value: test}
        """;

    public static string NewName(string prefix) => $"{prefix}-{Interlocked.Increment(ref _last)}";

    public async Task InitializeAsync()
    {
        if (EmulatorPackages.Missing is null)
        {
            _emulator = await SqsEmulator.StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }

    /// <summary>A component on the emulator; <paramref name="fields"/> are <c>name: value</c>, one a line.</summary>
    internal string Component(string name, string type, string fields = "")
    {
        var more = fields.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(field => field.Split(": ", 2))
            .Select(field => $"    - {{name: {field[0]}, value: \"{field[1]}\"}}");

        return $$"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: {{name}}}
            spec:
              type: {{type}}
              version: v1
              metadata:
            {{Address}}
            {{string.Join('\n', more)}}
            """;
    }
}

[CollectionDefinition(Name)]
public sealed class SqsGroup : ICollectionFixture<SqsFixture>
{
    public const string Name = "SQS";
}
