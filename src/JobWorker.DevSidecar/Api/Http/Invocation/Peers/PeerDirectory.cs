using System.Collections.Concurrent;
using System.Text.Json;

namespace JobWorker.DevSidecar.Api.Http.Invocation.Peers;

/// <summary>
/// Where the sidecars of one machine find each other: <c>peers/{app-id}/{instance}.json</c> in the data folder.
/// </summary>
/// <remarks>Takes the place of daprd's name resolution. What a killed sidecar left is removed by whoever finds it.</remarks>
internal sealed class PeerDirectory(string dataPath, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly string _root = Path.Combine(dataPath, "peers");
    private readonly ConcurrentDictionary<string, (long ReadAt, Peer[] Peers)> _known = new(StringComparer.Ordinal);
    private uint _turn;

    /// <summary>Writes a sidecar down.</summary>
    /// <returns>Its file, for <see cref="Remove"/> when it stops.</returns>
    public string Add(Peer peer)
    {
        var folder = FolderOf(peer.AppId);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{peer.ProcessId}-{Guid.CreateVersion7(clock.GetUtcNow()):N}.json");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Renamed when it is whole: nobody reads half of it.
        var draft = path + ".new";
        using (var file = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(file, peer);
        }

        File.Move(draft, path);
        return path;
    }

    /// <summary>Strikes a sidecar out; the data folder may be gone by then.</summary>
    public static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody cleaned up: nobody finds it there any more.
        }
    }

    /// <summary>The next sidecar of that app in turn; none where there is none.</summary>
    public Peer? Next(string appId, string podNamespace)
    {
        var peers = Find(appId, podNamespace);
        return peers.Length == 0 ? null : peers[Interlocked.Increment(ref _turn) % peers.Length];
    }

    /// <summary>Looks again at the next call: one of them did not answer.</summary>
    public void Forget(string appId) => _known.TryRemove(appId, out _);

    private Peer[] Find(string appId, string podNamespace)
    {
        if (!_known.TryGetValue(appId, out var known) || known.Peers.Length == 0 || clock.GetElapsedTime(known.ReadAt) > Fresh)
        {
            known = (clock.GetTimestamp(), [.. Read(appId)]);
            _known[appId] = known;
        }

        return Array.FindAll(known.Peers, peer => peer.AppId == appId && peer.Namespace == podNamespace);
    }

    private IEnumerable<Peer> Read(string appId)
    {
        var folder = FolderOf(appId);
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            if (TryRead(file) is not { } peer)
            {
                continue;
            }

            if (peer.IsAlive())
            {
                yield return peer;
            }
            else
            {
                Remove(file);
            }
        }
    }

    private static Peer? TryRead(string file)
    {
        try
        {
            var peer = JsonSerializer.Deserialize<Peer>(File.ReadAllBytes(file));
            return peer is { AppId: not null, Namespace: not null, Address: not null, Key: not null } ? peer : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            // Deleted in this moment, or not one of ours.
            return null;
        }
    }

    /// <summary>Dots are escaped as well, so that no app-id leads out of the folder.</summary>
    private string FolderOf(string appId) =>
        Path.Combine(_root, Uri.EscapeDataString(appId).Replace(".", "%2E", StringComparison.Ordinal));
}
