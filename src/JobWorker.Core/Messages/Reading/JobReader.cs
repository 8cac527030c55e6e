namespace JobWorker.Core.Messages.Reading;

/// <summary>Reads the <c>job</c> of a message: one row of the contract's table to a line, in the table's order.</summary>
internal static class JobReader
{
    private const int DefaultDeadline = 3600;
    private const int DefaultTtl = 60;

    /// <summary>The job; none when it is absent or no object. Complaints are in the field's findings.</summary>
    public static JobSpec? Read(Field field, MessageLimits limits)
    {
        if (field.IsAbsent)
        {
            return field.Complain<JobSpec>("is required and must be an object");
        }

        return field.Object() is { } job ? Read(job, limits) : null;
    }

    private static JobSpec Read(ObjectReader job, MessageLimits limits)
    {
        // Initialisers run in the order they are written, which is the order of the table.
        var spec = new JobSpec
        {
            PrefixName = job.Take("prefixName").Required(Rules.NamePrefix) ?? "",
            Namespace = job.Take("namespace").Required(Rules.DnsLabel) ?? "",
            Image = job.Take("image").Required(Rules.Image) ?? "",
            Command = job.Take("command").Texts(),
            Args = job.Take("args").Texts(),
            ServiceAccount = job.Take("serviceAccount").Optional(Rules.DnsName),
            TtlSecondsAfterFinished = job.Take("ttlSecondsAfterFinished").Whole(31, int.MaxValue, DefaultTtl),
            BackoffLimit = job.Take("backoffLimit").Whole(0, 100, otherwise: 0),
            ActiveDeadlineSeconds = job.Take("activeDeadlineSeconds").Whole(
                60, limits.ActiveDeadlineSecondsMax, Math.Min(DefaultDeadline, limits.ActiveDeadlineSecondsMax)),
            Gpus = Gpus(job.Take("gpuEnable"), job.Take("gpuNumber")),
            Env = EnvReader.Variables(job.Take("env")),
            EnvFrom = EnvReader.Sources(job.Take("envFrom"), job.Take("envRef")),
            Limits = ResourcesReader.Read(job.Take("resources"), out var requests),
            Requests = requests,
            NodeSelector = NodeReader.Selector(job.Take("nodeSelector")),
            Tolerations = NodeReader.Tolerations(job.Take("toleration"), job.Take("tolerations")),
            Volumes = VolumeReader.Read(job.Take("volume"), job.Take("volumes")),
            Labels = MapReader.Read(job.Take("labels"), Rules.LabelValue),
            Annotations = MapReader.Read(job.Take("annotations"), valueRule: null),
        };
        job.IgnoreRest();

        return spec;
    }

    /// <summary>GPUs to use. Without <c>gpuEnable</c> a number means nothing, and may be 0.</summary>
    private static int Gpus(Field enable, Field number)
    {
        var enabled = enable.Flag();
        var gpus = number.Whole(enabled ? 1 : 0, 16, otherwise: 1);

        return enabled ? gpus : 0;
    }
}
