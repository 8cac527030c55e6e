using JobWorker.Benchmarks;
using JobWorker.Testing.Redis;

if (!RedisServer.IsInstalled)
{
    Console.Error.WriteLine($"{RedisServer.Missing}: every benchmark runs over a real one.");
    return 1;
}

try
{
    var options = BenchmarkOptions.Parse(args);
    Console.WriteLine($"{options.Name}: {Environment.ProcessorCount} processors, {Repository.Configuration} build");
    await (options.Name switch
    {
        "burst" => Burst.RunAsync(options),
        "steady" => Steady.RunAsync(options),
        "lone" => Lone.RunAsync(options),
        "live" => Live.RunAsync(options),
        "append" => Append.RunAsync(options),
        var other => throw new FormatException($"{other}: no such benchmark"),
    });
    return 0;
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{BenchmarkOptions.Usage}");
    return 2;
}
