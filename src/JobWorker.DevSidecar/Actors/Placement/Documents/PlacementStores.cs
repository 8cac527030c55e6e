using System.Globalization;
using JobWorker.DevSidecar.Actors.Reminders;
using JobWorker.DevSidecar.Contrib.Redis;
using JobWorker.DevSidecar.Hosting.Flags;

namespace JobWorker.DevSidecar.Actors.Placement.Documents;

/// <summary>What the sidecars of one app id share, in Redis or in files.</summary>
internal sealed class PlacementStores(ISharedDocument document, IReminderStore reminders, RedisClient? redis)
    : IAsyncDisposable
{
    public ISharedDocument Document => document;

    public IReminderStore Reminders => reminders;

    /// <summary>Opens Redis where <c>--placement-host-address</c> names one, and files in the data path otherwise.</summary>
    /// <exception cref="FlagException">Redis cannot be reached.</exception>
    public static async Task<PlacementStores> OpenAsync(
        SidecarFlags flags, TimeProvider clock, ILogger logger, CancellationToken cancel)
    {
        if (flags.PlacementRedis is not { } settings)
        {
            var name = Uri.EscapeDataString(flags.AppId);
            var file = Path.GetFullPath(Path.Combine(flags.DataPath, "placement", name + ".json"));
            return new PlacementStores(
                new FileDocument(file, TimeProvider.System),
                SqliteReminders.Open(Path.Combine(flags.DataPath, "scheduler", name + ".db")), null);
        }

        try
        {
            var redis = await RedisClient.ConnectAsync(settings, clock, logger, cancel);
            return new PlacementStores(
                new RedisDocument(redis, $"jobworker-devsidecar||placement||{flags.AppId}"),
                new RedisReminders(redis, $"jobworker-devsidecar||reminders||{flags.AppId}"), redis);
        }
        catch (RedisConnectionException e)
        {
            throw new FlagException($"--placement-host-address: {e.Message}");
        }
    }

    /// <summary>Reads <c>redis://[[user]:password@]host[:port][/db]</c>, <c>rediss://</c> for TLS; none for others.</summary>
    /// <exception cref="FlagException">It begins so, but goes on otherwise.</exception>
    public static RedisSettings? RedisAt(string address)
    {
        if (!address.StartsWith("redis://", StringComparison.Ordinal)
            && !address.StartsWith("rediss://", StringComparison.Ordinal))
        {
            return null;
        }

        var database = 0;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Query.Length > 0
            || (uri.AbsolutePath is not ("" or "/")
                && !int.TryParse(uri.AbsolutePath[1..], NumberStyles.None, CultureInfo.InvariantCulture, out database)))
        {
            throw new FlagException(
                $"--placement-host-address: \"{address}\" is not redis://[user:password@]host[:port][/db], db a number.");
        }

        var user = uri.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        return new RedisSettings(
            uri.Host.Trim('[', ']'), uri.Port > 0 ? uri.Port : 6379, user[0], user.Length == 2 ? user[1] : "", database,
            uri.Scheme == "rediss" ? new() { TargetHost = uri.Host } : null);
    }

    public async ValueTask DisposeAsync()
    {
        await reminders.DisposeAsync();
        if (redis is not null)
        {
            await redis.DisposeAsync();
        }
    }
}
