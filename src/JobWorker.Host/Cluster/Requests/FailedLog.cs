using System.Text;
using JobWorker.Core.Jobs;
using JobWorker.Host.Callbacks;
using k8s;
using k8s.Autorest;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Cluster.Requests;

/// <summary>
/// Puts the last lines of a failed container's log beside its failure. Asked once; without an answer they are left out.
/// </summary>
internal sealed class FailedLog(IKubernetes kubernetes, IOptions<CallbackOptions> options)
{
    /// <summary>Longest log that is told, in bytes of UTF-8.</summary>
    public const int MaxBytes = 4096;

    /// <summary>Read at most; lines may be long, and only their end is told.</summary>
    private const int MaxRead = 256 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The same observation, with the log where it is a failure of a container, and a log is wanted and to be had.
    /// </summary>
    public async Task<JobCommand> AddAsync(JobCommand command, CancellationToken cancel) =>
        options.Value.LogLines > 0
        && command is JobCommand.ObserveFailed { Error: { PodName: { } pod, Container: { } container } error } failed
        && await ReadAsync(failed.Ref.Namespace, pod, container, cancel) is { Length: > 0 } log
            ? failed with { Error = error with { Log = log } }
            : command;

    /// <summary>
    /// The end of <paramref name="text"/>, at most <paramref name="bytes"/> long, from the start of a line where it has
    /// one.
    /// </summary>
    public static string Tail(string text, int bytes)
    {
        var utf8 = Encoding.UTF8.GetBytes(text.TrimEnd('\n', '\r'));
        if (utf8.Length <= bytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var start = utf8.Length - bytes;
        var line = utf8[start - 1] == '\n' ? start : Array.IndexOf(utf8, (byte)'\n', start) + 1;
        start = line > 0 ? line : start;
        while (start < utf8.Length && (utf8[start] & 0xC0) == 0x80)
        {
            start++;
        }

        return Encoding.UTF8.GetString(utf8, start, utf8.Length - start);
    }

    private async Task<string?> ReadAsync(string space, string pod, string container, CancellationToken cancel)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timer.CancelAfter(Patience);
        try
        {
            await using var stream = await kubernetes.CoreV1.ReadNamespacedPodLogAsync(
                pod,
                space,
                container: container,
                limitBytes: MaxRead,
                tailLines: options.Value.LogLines,
                cancellationToken: timer.Token);
            using var reader = new StreamReader(stream, Encoding.UTF8);

            return Tail(await reader.ReadToEndAsync(timer.Token), MaxBytes);
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException
            || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }
}
