using JobWorker.DevSidecar.Actors.Placement.Protocol;

namespace JobWorker.DevSidecar.Actors.Placement.Documents;

/// <summary>The placement document in a file; whoever holds the lock file open may change it.</summary>
/// <remarks>The system takes the lock from a process that dies. The new text takes the old one's place whole.</remarks>
internal sealed class FileDocument(string path, TimeProvider clock) : ISharedDocument
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);

    public async Task<PlacementDocument> UpdateAsync(
        Func<PlacementDocument, PlacementDocument> change, CancellationToken cancel)
    {
        try
        {
            using var held = await LockAsync(cancel);
            var document = Read();
            var next = change(document);
            if (ReferenceEquals(next, document))
            {
                return document;
            }

            next = next with { Version = document.Version + 1 };
            File.WriteAllBytes(path + ".new", DocumentText.Write(next));
            File.Move(path + ".new", path, overwrite: true);
            return next;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlacementUnavailableException($"{path}: {e.Message}", e);
        }
    }

    private PlacementDocument Read() => File.Exists(path) && File.ReadAllBytes(path) is { Length: > 0 } text
        ? DocumentText.Read(text, path)
        : PlacementDocument.Empty;

    private async Task<FileStream> LockAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (var begin = clock.GetTimestamp(); ; await Task.Delay(Pause, clock, cancel))
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (clock.GetElapsedTime(begin) < Patience && Directory.Exists(Path.GetDirectoryName(path)))
            {
                // Somebody else has it, for a millisecond or so.
            }
        }
    }
}
