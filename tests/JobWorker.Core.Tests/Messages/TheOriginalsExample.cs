using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using static JobWorker.Core.Tests.Messages.Reading;

namespace JobWorker.Core.Tests.Messages;

public sealed class TheOriginalsExample
{
    private static readonly JobRequest Request = Valid(Samples.File("Original", "message.json"));

    [Fact]
    public void Is_valid_and_wholly_understood() =>
        Assert.Empty(Assert.IsType<MessageReading.Valid>(Read(Samples.File("Original", "message.json"))).Ignored);

    [Fact]
    public void Gives_the_originals_job_name() =>
        Assert.Equal("bb-fbe70e59", JobName.Of(Request.Job.PrefixName, Request.Id, namesTaken: 0));

    [Fact]
    public void Is_read_field_by_field()
    {
        var job = Request.Job;

        Assert.Equal(
            ("31a89a91-43d8-4786-a195-9b25cec28a44", "example", "http://webhook.com"),
            (Request.Id, Request.Service, Request.WebhookUrl));
        Assert.Equal(("bb", "default", "busybox", "default"), (job.PrefixName, job.Namespace, job.Image, job.ServiceAccount));
        Assert.Equal<string>(["/bin/sh", "-c", "echo Hello World && sleep 30 && exit 0"], job.Command);
        Assert.Empty(job.Args);
        Assert.Equal((60, 0, 600, 0), (job.TtlSecondsAfterFinished, job.BackoffLimit, job.ActiveDeadlineSeconds, job.Gpus));
        Assert.Equal<EnvVar>([new EnvVar("Test1", "Hello from a static variable!")], job.Env);
        Assert.Equal<EnvSource>([new EnvSource("busybox-default", EnvSourceKind.ConfigMap)], job.EnvFrom);
        Assert.Equal((new Resources("1", "512Mi"), new Resources("500m", "256Mi")), (job.Limits, job.Requests));
        Assert.Equal([KeyValuePair.Create("kubernetes.io/hostname", "k8s-node-1")], job.NodeSelector);
        Assert.Equal<Toleration>([new Toleration("key", "value", "Equal", "NoSchedule")], job.Tolerations);
        Assert.Equal<Volume>([new Volume("/workdir", "ps-pvc", ReadOnly: false, SubPath: null)], job.Volumes);
    }
}
