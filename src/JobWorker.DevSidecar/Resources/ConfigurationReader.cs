namespace JobWorker.DevSidecar.Resources;

/// <summary>Reads <c>kind: Configuration</c>, of which only <c>spec.features</c> has an effect here.</summary>
internal static class ConfigurationReader
{
    public static void Read(YamlMap document, HashSet<string> features, List<string> warnings)
    {
        if (document.Map("spec") is not { } spec)
        {
            return;
        }

        foreach (var feature in spec.Maps("features"))
        {
            var name = feature.Require("name");
            if (feature.Truth("enabled"))
            {
                features.Add(name);
            }
            else
            {
                features.Remove(name);
            }
        }

        var rest = spec.Keys.Where(key => key != "features").ToList();
        if (rest.Count > 0)
        {
            warnings.Add($"{spec.Source}: Configuration spec.{string.Join(", spec.", rest)}: not applied by this sidecar.");
        }
    }
}
