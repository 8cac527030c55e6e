using JobWorker.DevCluster.Hosting;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(DevClusterOptions.Usage);
    return 0;
}

try
{
    var options = DevClusterOptions.Parse(args);
    PortInUseException.ThrowIfTaken(options);
    await using var app = ClusterApp.Build(options, TimeProvider.System);
    await app.StartAsync();
    Console.WriteLine(Banner.Text(app.Urls.First(), options));
    await app.WaitForShutdownAsync();
    return 0;
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}\n{DevClusterOptions.Usage}");
}
catch (SeedException e)
{
    await Console.Error.WriteLineAsync($"seed {e.Message}");
}
catch (PortInUseException e)
{
    await Console.Error.WriteLineAsync(e.Message);
}

return 1;
