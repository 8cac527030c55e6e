using JobWorker.Testing.Emulators;

namespace JobWorker.Acceptance.Tests.Worlds;

/// <summary>Messages come from SQS; the sidecar brings the store along.</summary>
/// <param name="componentsFolder">How they come.</param>
public abstract class SqsWorld(string componentsFolder) : WorldFixture
{
    public const string Queue = "acceptance";

    /// <summary>As <c>components/sqs/dead-letters.yaml</c> calls it.</summary>
    public const string DeadLetters = "jobs-dead";

    private SqsEmulator? _emulator;

    internal SqsEmulator Emulator
    {
        get
        {
            Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);
            return _emulator!;
        }
    }

    protected override bool CanStart => EmulatorPackages.Missing is null;

    private protected override WorldOptions Options => On(Emulator.Address, componentsFolder);

    /// <summary>A world whose queue is at <paramref name="address"/>.</summary>
    internal static WorldOptions On(string address, string componentsFolder) => new()
    {
        ComponentsFolder = componentsFolder,
        Environment = Variables(address),
    };

    /// <summary>What the sidecar is told of SQS.</summary>
    internal static Dictionary<string, string?> Variables(string address) => new()
    {
        ["QUEUE_TYPE"] = "sqs",
        ["AWS_SQS_REGION"] = "us-east-1",
        ["AWS_SQS_ENDPOINT"] = address,
        ["AWS_SQS_QUEUE"] = Queue,
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
    };

    protected override async Task PrepareAsync()
    {
        _emulator = await SqsEmulator.StartAsync();
        await _emulator.CreateQueueAsync(Queue);
        await _emulator.CreateQueueAsync(DeadLetters);
    }

    protected override async Task CleanUpAsync()
    {
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }
}

/// <summary>With <c>components/sqs</c>.</summary>
public sealed class TopicWorld() : SqsWorld("sqs");

/// <summary>With <c>components/sqs-raw</c>.</summary>
public sealed class RawQueueWorld() : SqsWorld("sqs-raw");

/// <summary>With <c>components/sqs-raw</c> and, for jobs of the Open Job Spec, <c>components/sqs-raw-ojs</c>.</summary>
public sealed class OjsQueueWorld() : SqsWorld("sqs-raw")
{
    public const string Jobs = "ojs-acceptance";

    private protected override WorldOptions Options => Extended(base.Options);

    protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        await Emulator.CreateQueueAsync(Jobs);
    }

    private static WorldOptions Extended(WorldOptions options) => options with
    {
        Environment = new Dictionary<string, string?>(options.Environment) { ["AWS_SQS_OJS_QUEUE"] = Jobs },
        SidecarFlags = ["--resources-path", Path.Combine(Repository.Root, "components", "sqs-raw-ojs")],
    };
}
