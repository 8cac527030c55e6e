using JobWorker.Core.Messages;
using JobWorker.Core.Policies;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Policies;

public sealed class APolicy
{
    private static readonly JobPolicy Open = new() { Namespaces = [JobPolicy.Any] };

    private static readonly JobRequest Full = With(job => job with
    {
        Image = "registry.example.com/team/app:1",
        ServiceAccount = "runner",
        Gpus = 2,
        EnvFrom = [new("settings", EnvSourceKind.ConfigMap), new("token", EnvSourceKind.Secret)],
        Limits = new Resources("2", "2Gi"),
        NodeSelector = job.NodeSelector.Add("disk", "ssd"),
        Volumes = [new("/a", "data", false, null), new("/b", "data", false, null)],
    });

    [Fact]
    public void Allows_no_namespace_unless_it_lists_it()
    {
        Assert.Equal<Violation>(
            [new Violation("job.namespace", "policy Namespaces does not allow 'default'")], new JobPolicy().Check(Request));
        Assert.Empty(new JobPolicy { Namespaces = ["other", "default"] }.Check(Request));
        Assert.Empty(Open.Check(Full));
    }

    [Fact]
    public void Allows_what_it_lists() => Assert.Empty(new JobPolicy
    {
        Namespaces = ["default"],
        ImagePrefixes = ["docker.io/", "registry.example.com"],
        ServiceAccounts = ["runner"],
        PersistentVolumeClaims = ["data"],
        ConfigMaps = ["settings"],
        Secrets = ["token"],
        NodeSelectorKeys = ["disk"],
        WebhookHosts = ["WEBHOOK.com"],
        Cpu = "2000m",
        Memory = "2Gi",
        Gpus = 2,
        ActiveDeadlineSeconds = 3600,
    }.Check(Full));

    [Fact]
    public void Reports_everything_it_does_not_allow_and_by_which_rule() => Assert.Equal<Violation>(
        [
            new("job.namespace", "policy Namespaces does not allow 'default'"),
            new("job.image", "policy ImagePrefixes does not allow 'registry.example.com/team/app:1'"),
            new("job.serviceAccount", "policy ServiceAccounts does not allow 'runner'"),
            new("job.activeDeadlineSeconds", "policy ActiveDeadlineSeconds allows at most 600, not 3600"),
            new("job.gpuNumber", "policy Gpus allows at most 1, not 2"),
            new("job.envFrom", "policy ConfigMaps does not allow 'settings'"),
            new("job.envFrom", "policy Secrets does not allow 'token'"),
            new("job.resources.limits.cpu", "policy Cpu allows at most 1999m, not 2"),
            new("job.resources.limits.memory", "policy Memory allows at most 2G, not 2Gi"),
            new("job.nodeSelector", "policy NodeSelectorKeys does not allow 'disk'"),
            new("job.volumes", "policy PersistentVolumeClaims does not allow 'data'"),
            new Violation("webhook.url", "policy WebhookHosts does not allow 'webhook.com'"),
        ],
        new JobPolicy
        {
            Namespaces = ["x"],
            ImagePrefixes = ["x"],
            ServiceAccounts = ["x"],
            PersistentVolumeClaims = ["x"],
            ConfigMaps = ["x"],
            Secrets = ["x"],
            NodeSelectorKeys = ["x"],
            WebhookHosts = ["x"],
            Cpu = "1999m",
            Memory = "2G",
            Gpus = 1,
            ActiveDeadlineSeconds = 600,
        }.Check(Full));

    [Theory]
    [InlineData("busybox", "busybox", true)]
    [InlineData("busybox", "busybox:1", true)]
    [InlineData("busybox", "busybox@sha256:0", true)]
    [InlineData("busybox", "busyboxer", false)]
    [InlineData("registry.example.com", "registry.example.com/a", true)]
    [InlineData("registry.example.com/", "registry.example.com/a", true)]
    [InlineData("registry.example.com", "registry.example.com.evil.org/a", false)]
    [InlineData("registry.example.com/a", "registry.example.com/ab", false)]
    [InlineData("registry.example.com", "registry.example.com:5000/a", true)]
    [InlineData("Busybox", "busybox", false)]
    [InlineData("", "busybox", false)]
    public void Matches_images_by_whole_parts(string prefix, string image, bool allowed) =>
        Assert.Equal(allowed, (Open with { ImagePrefixes = [prefix] }).Check(With(job => job with { Image = image })).IsEmpty);

    [Theory]
    [InlineData("hooks.example.com", "https://hooks.example.com/a", true)]
    [InlineData("hooks.example.com", "https://HOOKS.example.com:8443/a", true)]
    [InlineData("hooks.example.com", "https://evil.org/hooks.example.com", false)]
    [InlineData("hooks.example.com", "https://hooks.example.com.evil.org/", false)]
    [InlineData("127.0.0.1", "http://127.0.0.1:5000/", true)]
    [InlineData("hooks.example.com", null, true)]
    public void Matches_webhook_hosts_whole(string host, string? url, bool allowed) =>
        Assert.Equal(allowed, (Open with { WebhookHosts = [host] }).Check(Request with { WebhookUrl = url }).IsEmpty);

    [Fact]
    public void Asks_for_a_limit_where_it_has_a_cap() => Assert.Equal<Violation>(
        [new Violation("job.resources.limits.cpu", "policy Cpu allows at most 4, not an open end")], (Open with { Cpu = "4" }).Check(Request));

    [Fact]
    public void Allows_nothing_by_a_cap_that_cannot_be_read() => Assert.Equal<Violation>(
        [new Violation("job.resources.limits.memory", "policy Memory allows nothing: its cap 'much' is no quantity")],
        (Open with { Memory = "much" }).Check(Full));

    [Fact]
    public void Allows_a_job_to_name_nothing() =>
        Assert.Empty(
            (Open with { ServiceAccounts = ["x"], Secrets = ["x"], PersistentVolumeClaims = ["x"], Gpus = 0 }).Check(Request));

    [Fact]
    public void Reads_an_absent_list_as_an_empty_one() =>
        Assert.Empty((Open with { ImagePrefixes = null!, WebhookHosts = null! }).Check(Request));
}
