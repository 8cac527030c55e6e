using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Emulators;
using JobWorker.Testing.Postgres;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Faults;

/// <summary>Keys and passwords that are wrong: what is said, and that nothing needs a new worker once they are right.</summary>
public sealed class ABrokerThatRefuses
{
    private const string WrongKeys = "InvalidClientTokenId";

    private readonly string _id = JobMessages.NewId();

    [SkippableFact]
    public async Task The_keys_of_SQS_is_named_and_asked_again()
    {
        Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);
        await using var emulator = await SqsEmulator.StartAsync();
        await emulator.CreateQueueAsync(SqsWorld.Queue);
        await using var gate = await AwsGate.StartAsync(emulator.Address);
        await using var world = await World.StartAsync(SqsWorld.On(gate.Address, "sqs-raw"));

        await gate.ShutAsync();
        await emulator.SendAsync(SqsWorld.Queue, JobMessages.Shell(_id, "true").ToJsonString());
        Assert.Contains("jobs-sqs-1: sqs ", await world.UnreadyAsync(WrongKeys), StringComparison.Ordinal);
        await world.LoggedAsync("next try in 00:00:02: sqs GetQueueUrl: InvalidClientTokenId");

        gate.Open();
        Assert.Equal("succeeded", (await world.FinishedAsync(_id)).State);
        await world.WaitForWorkerAsync();
    }

    [SkippableFact]
    public async Task The_keys_of_SNS_at_start_is_named_and_asked_again()
    {
        Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);
        await using var emulator = await SqsEmulator.StartAsync();
        await using var gate = await AwsGate.StartAsync(emulator.Address);
        var options = SqsWorld.On(gate.Address, "sqs");
        await using var world = await World.StartAsync(options with
        {
            // Told whose the keys are, the sidecar does not ask STS.
            Environment = new Dictionary<string, string?>(options.Environment) { ["AWS_ACCOUNT_ID"] = "000000000000" },
        });

        await world.Sidecar!.KillAsync();
        await gate.ShutAsync();
        world.StartSidecar();
        Assert.Contains("jobs-queue, topic jobs: sns ", await world.UnreadyAsync(WrongKeys), StringComparison.Ordinal);
        await world.LoggedAsync("jobs-queue: cannot connect topic jobs and queue, next try in 00:00:02: sns ");

        gate.Open();
        await world.WaitForWorkerAsync();
        Assert.Equal(202, await world.Api.SubmitAsync(JobMessages.Shell(_id, "true").Bytes()));
        Assert.Equal("succeeded", (await world.FinishedAsync(_id)).State);
    }

    [SkippableFact]
    public async Task The_password_of_Redis_is_named_and_asked_again()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);

        // A message that comes before the worker is well again stays pending, and is read once more after this long.
        await using var world = await World.StartAsync(new WorldOptions { Redis = true });
        using var admin = world.Redis!.Connect();
        var first = JobMessages.NewId();
        world.Queue(JobMessages.Shell(first, "true"));
        await world.FinishedAsync(first);

        admin.Call("CONFIG", "SET", "requirepass", "another");
        admin.Call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        await world.LoggedAsync("jobs-queue: reading topic jobs failed, next try in ");
        await world.LoggedAsync($"Connecting to Redis at 127.0.0.1:{world.Redis.Port} failed: NOAUTH");
        await world.UnreadyAsync("lockstore: ");
        Assert.Contains("State store statestore", await world.UnreadyAsync("NOAUTH"), StringComparison.Ordinal);

        admin.Call("XADD", "jobs", "*", "data", JobMessages.Shell(_id, "true").ToJsonString());
        admin.Call("CONFIG", "SET", "requirepass", "");
        Assert.Equal("succeeded", (await world.FinishedAsync(_id)).State);
        await world.WaitForWorkerAsync();
    }

    [SkippableFact]
    public async Task The_password_of_Redis_at_start_ends_the_sidecar_and_the_worker_waits_for_another()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        await using var world = await World.StartAsync(new WorldOptions { Redis = true });
        using var admin = world.Redis!.Connect();

        await world.Sidecar!.KillAsync();
        admin.Call("CONFIG", "SET", "requirepass", "another");
        world.StartSidecar();
        Assert.True(await world.Sidecar!.EndsWithinAsync(TimeSpan.FromSeconds(20)), world.Sidecar.Output);
        Assert.Contains("NOAUTH", world.Sidecar.Output, StringComparison.Ordinal);
        Assert.Contains("component 'dead-letters' (pubsub.redis)", world.Sidecar.Output, StringComparison.Ordinal);
        Assert.Equal(503, (await world.Api.GetAsync("/readyz")).Status);

        admin.Call("CONFIG", "SET", "requirepass", "");
        world.StartSidecar();
        await world.WaitForWorkerAsync();
        world.Queue(JobMessages.Shell(_id, "true"));
        Assert.Equal("succeeded", (await world.FinishedAsync(_id)).State);
    }

    [SkippableFact]
    public async Task The_password_of_PostgreSQL_is_named_and_asked_again()
    {
        Skip.If(PostgresServer.Missing is not null, PostgresServer.Missing);
        await using var postgres = new PostgresServer();
        await postgres.StartAsync();
        await using var world = await World.StartAsync(new WorldOptions
        {
            Redis = RedisServer.IsInstalled,
            Environment = new Dictionary<string, string?> { ["POSTGRES_CONNECTION"] = postgres.ConnectionString },
            ComponentFiles = new Dictionary<string, string> { ["statestore.yaml"] = PostgresStore },
        });

        await postgres.ChangePasswordAsync("another");
        Assert.Contains("stateStore", await world.UnreadyAsync("password authentication failed"), StringComparison.Ordinal);

        Assert.Equal(202, await world.Api.SubmitAsync(JobMessages.Shell(_id, "true").Bytes()));
        await postgres.ChangePasswordAsync(PostgresServer.Password);
        Assert.Equal("succeeded", (await world.FinishedAsync(_id)).State);
        await world.WaitForWorkerAsync();
    }

    private const string PostgresStore = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: statestore}
        spec:
          type: state.postgresql
          version: v1
          metadata:
          - {name: connectionString, envRef: POSTGRES_CONNECTION}
          - {name: actorStateStore, value: "true"}
        """;
}
