using JobWorker.Core.Policies;
using JobWorker.Host.Cluster.Access;
using JobWorker.Testing;
using YamlDotNet.RepresentationModel;

namespace JobWorker.Host.Tests.Cluster.Access;

public sealed class TheRights
{
    [Fact]
    public void Are_asked_for_in_the_one_namespace() =>
        Assert.All(Needed("build"), right => Assert.Equal("build", right.Namespace));

    [Fact]
    public void Watch_across_the_cluster_and_act_in_each_of_several()
    {
        var rights = Needed("build", "test").Select(right => right.ToString()).ToHashSet();

        Assert.Contains("watch jobs.batch in all namespaces", rights);
        Assert.Contains("list pods in all namespaces", rights);
        Assert.Contains("create jobs.batch in namespace build", rights);
        Assert.Contains("create jobs.batch in namespace test", rights);
        Assert.Contains("list events in namespace test", rights);
        Assert.DoesNotContain("create jobs.batch in all namespaces", rights);
        Assert.DoesNotContain("watch jobs.batch in namespace build", rights);
    }

    [Fact]
    public void Are_cluster_wide_where_every_namespace_is_allowed() =>
        Assert.All(Needed(JobPolicy.Any), right => Assert.Null(right.Namespace));

    [Fact]
    public void Are_what_the_role_for_one_namespace_grants() =>
        Assert.Equal(Kinds(Needed("build")), Granted("jobworker.yaml", "jobworker"));

    [Fact]
    public void Are_what_the_roles_for_several_namespaces_grant()
    {
        var rights = Needed("build", "test");

        Assert.Equal(
            Kinds(rights.Where(right => right.Namespace is null)), Granted("several-namespaces.yaml", "jobworker-watch"));
        Assert.Equal(
            Kinds(rights.Where(right => right.Namespace is not null)), Granted("several-namespaces.yaml", "jobworker"));
    }

    private static IReadOnlyList<AccessRight> Needed(params string[] namespaces) =>
        AccessRight.Needed(new JobPolicy { Namespaces = namespaces });

    private static SortedSet<string> Kinds(IEnumerable<AccessRight> rights) =>
        [.. rights.Select(right => $"{right.Verb} {right.Resource} {right.Group}")];

    private static SortedSet<string> Granted(string file, string role)
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(Path.Combine(Repository.Root, "deploy", file));
        yaml.Load(text);
        var rules = yaml.Documents.Select(document => (YamlMappingNode)document.RootNode)
            .Single(one => $"{one["kind"]}".EndsWith("Role", StringComparison.Ordinal) && $"{one["metadata"]["name"]}" == role)["rules"];

        return
        [
            .. from rule in (YamlSequenceNode)rules
               from @group in (YamlSequenceNode)rule["apiGroups"]
               from resource in (YamlSequenceNode)rule["resources"]
               from verb in (YamlSequenceNode)rule["verbs"]
               select $"{verb} {resource} {@group}",
        ];
    }
}
