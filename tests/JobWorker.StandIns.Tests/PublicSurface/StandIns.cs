using System.Reflection;
using System.Text.RegularExpressions;

namespace JobWorker.StandIns.Tests.PublicSurface;

public sealed class StandIns
{
    // The official packages keep these in an assembly they bring along and no list describes.
    private static readonly HashSet<string> Elsewhere = ["Dapr.DaprException"];

    [SkippableTheory]
    [InlineData("Dapr.Client")]
    [InlineData("Dapr.AspNetCore")]
    [InlineData("Dapr.Actors")]
    [InlineData("Dapr.Actors.AspNetCore")]
    [InlineData("KubernetesClient")]
    [InlineData("Prometheus.NetStandard")]
    [InlineData("Prometheus.AspNetCore")]
    public void Have_nothing_the_official_assembly_has_not(string assembly)
    {
        var folder = ApiList.Folder();
        Skip.If(folder is null, "The lists of the official APIs are not here: name their folder in JOBWORKER_API_LISTS.");

        Assert.Equal("", string.Join('\n', Strangers(Assembly.Load(assembly), Path.Combine(folder!, $"{assembly}.txt"))));
    }

    private static IEnumerable<string> Strangers(Assembly standIn, string list)
    {
        var listed = ApiList.Read(list);
        var text = File.ReadAllText(list);
        foreach (var type in standIn.GetExportedTypes().Where(x => !Elsewhere.Contains(x.FullName!)))
        {
            var name = $"{type.Namespace}.{ApiText.Declared(type)}";
            if (!listed.TryGetValue(name, out var official))
            {
                if (!IsReferredTo(type, text))
                {
                    yield return $"{name}: no such type";
                }

                continue;
            }

            foreach (var stranger in Strangers(type, official))
            {
                yield return $"{name}: {stranger}";
            }
        }
    }

    /// <summary>A list names types it does not describe; models refer to further models, which no list names.</summary>
    private static bool IsReferredTo(Type type, string list) =>
        type.Namespace == "k8s.Models" || Regex.IsMatch(list, $@"\b{Regex.Escape(type.Name)}\b");

    private static IEnumerable<string> Strangers(Type type, ListedType official)
    {
        if (ApiText.Kind(type) != official.Kind)
        {
            yield return $"{ApiText.Kind(type)} instead of {official.Kind}";
        }

        var members = type.IsEnum ? [.. official.Members.SelectMany(line => line.Split(", "))] : official.Members;
        var bases = ApiText.Bases(type).Except(official.Bases).Select(x => $"base {x}");
        foreach (var stranger in bases.Concat(MemberText.Of(type).Except(members)))
        {
            yield return stranger;
        }
    }
}
