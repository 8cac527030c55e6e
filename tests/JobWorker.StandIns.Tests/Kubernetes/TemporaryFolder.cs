namespace JobWorker.StandIns.Tests.Kubernetes;

/// <summary>A folder of one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("standins-");

    public string Root => _folder.FullName;

    public string Write(string name, string text)
    {
        var path = Path.Combine(Root, name);
        File.WriteAllText(path, text);

        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
