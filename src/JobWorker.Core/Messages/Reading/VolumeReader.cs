using System.Collections.Immutable;

namespace JobWorker.Core.Messages.Reading;

/// <summary>Reads <c>job.volume</c> and <c>job.volumes</c>.</summary>
internal static class VolumeReader
{
    private static readonly Rule MountPath = new(
        "must be a path below /, without : and without .. in it", text => Absolute(text) is not null);

    private static readonly Rule SubPath = new(
        "must be a relative path without .. in it", text => text[0] != '/' && !text.Split('/').Contains(".."));

    /// <summary>The mounts of both spellings, no two at the same path.</summary>
    public static ImmutableArray<Volume> Read(Field one, Field many)
    {
        var volumes = ImmutableArray.CreateBuilder<Volume>();
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in one.Items(orOne: true).AddRange(many.Items(orOne: true)))
        {
            if (MapReader.Entry(item) is { } entry && ReadOne(entry, paths) is { } volume)
            {
                volumes.Add(volume);
            }
        }

        return volumes.DrainToImmutable();
    }

    private static Volume? ReadOne(ObjectReader entry, HashSet<string> paths)
    {
        var (pathField, claimField) = (entry.Take("mountPath"), entry.Take("pvc"));
        var blank = pathField.IsBlank && claimField.IsBlank;
        var path = blank ? null : pathField.Required(MountPath);
        var claim = blank ? null : claimField.Required(Rules.DnsName);
        var readOnly = entry.Take("readOnly").Flag();
        var subPath = entry.Take("subPath").Optional(SubPath);
        entry.IgnoreRest();
        if (path is null || Absolute(path) is not { } absolute)
        {
            return null;
        }

        if (!paths.Add(absolute))
        {
            pathField.Complain<string>("must not be mounted twice");
        }

        return new Volume(absolute, claim ?? "", readOnly, subPath);
    }

    /// <summary>The path with a leading slash and nothing superfluous; none when it is no path to mount at.</summary>
    private static string? Absolute(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();

        return parts.Length == 0 || parts.Contains("..") || path.Contains(':', StringComparison.Ordinal)
            ? null
            : $"/{string.Join('/', parts)}";
    }
}
