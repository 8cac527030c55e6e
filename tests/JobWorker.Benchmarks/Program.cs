using JobWorker.Benchmarks;
using JobWorker.Benchmarks.Callbacks;
using JobWorker.Benchmarks.Jobs;
using JobWorker.Benchmarks.Ojs;
using JobWorker.Benchmarks.Real;
using JobWorker.Benchmarks.Sidecars;
using JobWorker.Benchmarks.Sidecars.Scene;
using JobWorker.Testing.Emulators;
using JobWorker.Testing.Redis;

if (args is [NoopApp.Command, var port, var topic])
{
    await NoopApp.RunAsync(int.Parse(port, null), topic);
    return 0;
}

if (!RedisServer.IsInstalled)
{
    Console.Error.WriteLine($"{RedisServer.Missing}: every benchmark runs over a real one.");
    return 1;
}

try
{
    var options = BenchmarkOptions.Parse(args);
    if (options.Broker != Brokers.Redis && EmulatorPackages.Missing is { } missing)
    {
        Console.Error.WriteLine($"{missing}: {options.Broker} runs over the emulator.");
        return 1;
    }

    Console.WriteLine($"{string.Join(' ', args)}: {Environment.ProcessorCount} processors, {Repository.Configuration} build");
    await (options.Name switch
    {
        "burst" => Burst.RunAsync(options),
        "steady" => Steady.RunAsync(options),
        "lone" => Lone.RunAsync(options),
        "live" => Live.RunAsync(options),
        "append" => Append.RunAsync(options),
        "cluster" => RealCluster.RunAsync(options),
        "callbacks" => CallbackSpeed.RunAsync(options),
        "ojs" => OjsSpeed.RunAsync(options),
        "lists" => Lists.RunAsync(options),
        "calls" => Calls.RunAsync(options),
        "messages" => Messages.RunAsync(options),
        "soak" => Soak.RunAsync(options),
        var other => throw new FormatException($"{other}: no such benchmark"),
    });
    return 0;
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{BenchmarkOptions.Usage}");
    return 2;
}
