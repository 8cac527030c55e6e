using System.Globalization;

namespace JobWorker.DevSidecar.Run.Embedded;

/// <summary><c>redis --port N --data-path DIR</c>: the embedded server as a process of its own.</summary>
internal static class RedisCommand
{
    private const string Usage = "usage: redis [--port N] [--data-path DIR]   (defaults: port 6380, folder .dapr)";

    /// <summary>Serves until <paramref name="cancel"/>; 0 then, 1 when it cannot start, 2 for wrong arguments.</summary>
    public static async Task<int> ExecuteAsync(string[] args, CancellationToken cancel)
    {
        if (Parse(args) is not var (port, folder))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        using var logs = LoggerFactory.Create(builder => builder.AddSimpleConsole());
        try
        {
            await using var server = await EmbeddedRedis.StartAsync(folder, port, logs, TimeProvider.System, cancel);
            Console.WriteLine($"Redis (embedded) at {server.Address}, data in {Path.GetFullPath(folder)}");
            await Task.Delay(Timeout.Infinite, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        catch (EmbeddedRedisException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static (int Port, string Folder)? Parse(string[] args)
    {
        var (port, folder) = ((ushort)6380, ".dapr");
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--port" when ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out port):
                    break;
                case "--data-path" when value.Length > 0:
                    folder = value;
                    break;
                default:
                    return null;
            }
        }

        return (port, folder);
    }
}
