namespace JobWorker.DevSidecar.Contrib.Aws.Sqs.Topics;

/// <summary>Names of topics and queues as AWS takes them.</summary>
internal static class AwsName
{
    private const int Longest = 80;
    private const string FifoSuffix = ".fifo";

    /// <summary>Keeps letters, digits, <c>-</c> and <c>_</c>, at most 80 in all; a FIFO name ends in <c>.fifo</c>.</summary>
    public static string Of(string name, bool fifo)
    {
        var plain = fifo && name.EndsWith(FifoSuffix, StringComparison.Ordinal) ? name[..^FifoSuffix.Length] : name;
        var suffix = fifo ? FifoSuffix : "";
        var kept = plain.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(Longest - suffix.Length);

        return string.Concat(kept) + suffix;
    }

    /// <summary>What stands after the last <c>:</c> of an ARN.</summary>
    public static string OfArn(string arn) => arn[(arn.LastIndexOf(':') + 1)..];
}
