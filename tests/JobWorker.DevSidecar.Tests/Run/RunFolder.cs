namespace JobWorker.DevSidecar.Tests.Run;

/// <summary>A folder of its own for a run file and what it names.</summary>
internal sealed class RunFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("run-").FullName;

    public string File => Path.Combine(Root, "dapr.yaml");

    public string PathOf(string name) => Path.Combine(Root, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        System.IO.File.WriteAllText(PathOf(name), text);
    }

    public void Make(params string[] folders)
    {
        foreach (var folder in folders)
        {
            Directory.CreateDirectory(PathOf(folder));
        }
    }

    public string Read(string name) => System.IO.File.ReadAllText(PathOf(name));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
