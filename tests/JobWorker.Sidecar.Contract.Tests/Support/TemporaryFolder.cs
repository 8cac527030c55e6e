namespace JobWorker.Sidecar.Contract.Tests.Support;

/// <summary>A folder that goes with whoever needs it.</summary>
internal sealed class TemporaryFolder : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("jobworker-contract-").FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);

        return ValueTask.CompletedTask;
    }
}
