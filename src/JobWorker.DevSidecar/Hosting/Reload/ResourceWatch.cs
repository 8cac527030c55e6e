using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace JobWorker.DevSidecar.Hosting.Reload;

/// <summary>
/// Tells when resource files say something else. The system's events are the fast way, a look every two seconds the sure one.
/// </summary>
/// <param name="folders">All files in them.</param>
/// <param name="files">Beside these.</param>
/// <param name="clock">Measures pauses.</param>
internal sealed class ResourceWatch(IReadOnlyList<string> folders, IReadOnlyList<string> files, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(100);
    private readonly Channel<bool> _events = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<FileSystemWatcher> _watchers = [];
    private string _stamp = "";
    private string _digest = "";

    /// <summary>Returns when the content differs from what it was at the last return; first at once.</summary>
    public async Task ChangedAsync(CancellationToken cancel)
    {
        if (_digest.Length == 0)
        {
            Begin();
        }

        while (true)
        {
            var stamp = Stamp();
            var heard = _events.Reader.TryRead(out _);
            if (heard || stamp != _stamp)
            {
                _stamp = stamp;
                var digest = await SettledAsync(cancel);
                if (digest != _digest)
                {
                    _digest = digest;
                    return;
                }
            }

            await WaitAsync(cancel);
        }
    }

    public void Dispose() => _watchers.ForEach(watcher => watcher.Dispose());

    private void Begin()
    {
        foreach (var folder in folders)
        {
            try
            {
                var watcher = new FileSystemWatcher(folder);
                watcher.Changed += (_, _) => _events.Writer.TryWrite(true);
                watcher.Created += (_, _) => _events.Writer.TryWrite(true);
                watcher.Deleted += (_, _) => _events.Writer.TryWrite(true);
                watcher.Renamed += (_, _) => _events.Writer.TryWrite(true);
                watcher.EnableRaisingEvents = true;
                _watchers.Add(watcher);
            }
            catch (Exception e) when (e is IOException or ArgumentException)
            {
                // The system has no more watches to give away: the looks remain.
            }
        }
    }

    /// <summary>An editor may write in several steps: the content counts once two looks find the same.</summary>
    private async Task<string> SettledAsync(CancellationToken cancel)
    {
        for (var before = Digest(); ;)
        {
            await Task.Delay(Settle, clock, cancel);
            var now = Digest();
            if (now == before)
            {
                return now;
            }

            before = now;
        }
    }

    private async Task WaitAsync(CancellationToken cancel)
    {
        using var tick = new CancellationTokenSource(Poll, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tick.Token, cancel);
        try
        {
            await _events.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Time for a look.
        }
    }

    /// <summary>Names, sizes and times: cheap to take.</summary>
    private string Stamp() =>
        string.Join('\n', Paths().Select(path => new FileInfo(path)).Select(file => file.Exists
            ? $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"
            : $"{file.FullName} is not there"));

    private string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Paths())
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            hash.AppendData(Content(path));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private IEnumerable<string> Paths() =>
        folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Concat(files).Order(StringComparer.Ordinal);

    private static byte[] Content(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone or being written in this moment: the next look sees it.
            return [];
        }
    }
}
