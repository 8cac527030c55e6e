using JobWorker.DevCluster;
using Microsoft.AspNetCore.Connections;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(DevClusterOptions.Usage);
    return 0;
}

try
{
    var options = DevClusterOptions.Parse(args);
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
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    var port = DevClusterOptions.Parse(args).Port;
    await Console.Error.WriteLineAsync(
        $"port {port} is in use: stop what listens there, or choose another with --port.\nTo see who has it: ss -ltnp 'sport = :{port}'");
}

return 1;
