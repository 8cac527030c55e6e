namespace JobWorker.DevSidecar.Run.Template;

/// <summary>One app of a run file, with what it shares with the others already merged in and all paths absolute.</summary>
/// <param name="Id">The app-id; where the file says none, the name of the app's folder.</param>
/// <param name="Folder">Where its command runs.</param>
/// <param name="Command">Program and arguments; none runs a sidecar alone.</param>
/// <param name="Fields">Every single-valued field by its name in the file.</param>
/// <param name="ResourcesPaths">Folders of component files, in order.</param>
/// <param name="Env">Environment of the command; the app's own values win over the common ones.</param>
internal sealed record RunApp(
    string Id,
    string Folder,
    IReadOnlyList<string> Command,
    IReadOnlyDictionary<string, string> Fields,
    IReadOnlyList<string> ResourcesPaths,
    IReadOnlyDictionary<string, string> Env)
{
    /// <summary>A field, or the fallback where it is absent.</summary>
    public string Get(string field, string fallback = "") => Fields.GetValueOrDefault(field, fallback);

    /// <summary>A port, checked when the file was read; 0 where it is absent.</summary>
    public int Port(string field) => int.Parse(Get(field, "0"), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The app with one more field.</summary>
    public RunApp With(string field, string value) =>
        this with { Fields = new Dictionary<string, string>(Fields) { [field] = value } };
}

/// <summary>A run file (<c>dapr.yaml</c>).</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">What it calls itself; else the name of its folder.</param>
/// <param name="Apps">At least one.</param>
/// <param name="Warnings">Fields that mean nothing here.</param>
internal sealed record RunTemplate(
    string Path, string Name, IReadOnlyList<RunApp> Apps, IReadOnlyList<string> Warnings)
{
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Where everything that outlives a run is kept: <c>.dapr</c> beside the file.</summary>
    public string DataPath => System.IO.Path.Combine(Folder, ".dapr");
}
