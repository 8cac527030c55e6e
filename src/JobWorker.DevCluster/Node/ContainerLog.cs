using System.Buffers;
using System.Globalization;
using System.Text;

namespace JobWorker.DevCluster.Node;

/// <summary>How much of a log is wanted.</summary>
/// <param name="Follow">Go on until the container has ended.</param>
/// <param name="Timestamps">Begin each line with the time it was written, UTC.</param>
/// <param name="Since">Only lines from then on; none: from the beginning.</param>
/// <param name="TailLines">Only the last lines; none: all.</param>
/// <param name="LimitBytes">Cut off after so many bytes; none: no limit.</param>
internal sealed record LogQuery(bool Follow, bool Timestamps, DateTimeOffset? Since, long? TailLines, long? LimitBytes);

/// <summary>What one container wrote, standard output and error interleaved, in a file of lines with their times.</summary>
/// <remarks>
/// A record is <c>{time} F {line}</c>, or <c>P</c> for a part that no line feed ended. The file appears with the first byte,
/// and takes 10 MiB; what comes after is dropped, and a last line says so.
/// </remarks>
internal sealed class ContainerLog(string path, TimeProvider clock, long limit = 10 * 1024 * 1024)
{
    private const int LongestLine = 16 * 1024;
    private const int TimeLength = 30;

    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> pending = new();
    private TaskCompletionSource changed = NewSignal();
    private FileStream? file;
    private long length;
    private bool isFull;
    private bool isComplete;

    /// <summary>Adds what the container wrote.</summary>
    public void Write(ReadOnlySpan<byte> chunk)
    {
        lock (gate)
        {
            while (!chunk.IsEmpty && !isComplete)
            {
                var room = Math.Min(chunk.Length, LongestLine - pending.WrittenCount);
                var end = chunk[..room].IndexOf((byte)'\n');
                pending.Write(chunk[..(end < 0 ? room : end)]);
                chunk = chunk[(end < 0 ? room : end + 1)..];
                if (end >= 0 || pending.WrittenCount == LongestLine)
                {
                    WriteRecord(end >= 0 ? 'F' : 'P');
                }
            }

            Flush();
        }
    }

    /// <summary>The container has ended; who follows comes to an end too.</summary>
    public void Complete()
    {
        lock (gate)
        {
            if (pending.WrittenCount > 0)
            {
                WriteRecord('P');
            }

            isComplete = true;
            Flush();
            file?.Dispose();
            file = null;
        }
    }

    /// <summary>Writes what <paramref name="query"/> asks for to <paramref name="output"/>.</summary>
    public async Task CopyToAsync(Stream output, LogQuery query, CancellationToken cancel)
    {
        var left = query.LimitBytes ?? long.MaxValue;
        long position = 0;
        while (left > 0)
        {
            var (records, end, done, signal) = Read(position);
            var lines = Records(records).Where(record => query.Since is not { } since || record.Time >= since);
            if (position == 0 && query.TailLines is { } tail)
            {
                lines = lines.TakeLast((int)Math.Min(tail, int.MaxValue));
            }

            foreach (var record in lines)
            {
                var bytes = record.ToBytes(query.Timestamps);
                await output.WriteAsync(bytes.AsMemory(0, (int)Math.Min(left, bytes.Length)), cancel);
                left = Math.Max(0, left - bytes.Length);
            }

            await output.FlushAsync(cancel);
            if (done || !query.Follow)
            {
                return;
            }

            position = end;
            await signal.WaitAsync(cancel);
        }
    }

    private (byte[] Records, long End, bool Done, Task Signal) Read(long from)
    {
        lock (gate)
        {
            var records = new byte[length - from];
            if (records.Length > 0)
            {
                using var handle = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
                for (var read = 0; read < records.Length;)
                {
                    read += RandomAccess.Read(handle, records.AsSpan(read), from + read);
                }
            }

            return (records, length, isComplete, changed.Task);
        }
    }

    private void WriteRecord(char kind)
    {
        if (!isFull && length + pending.WrittenCount > limit)
        {
            isFull = true;
            pending.ResetWrittenCount();
            pending.Write(Encoding.UTF8.GetBytes($"[the development cluster keeps {limit} bytes of a log; the rest is dropped]"));
            Append('F');
        }
        else if (!isFull)
        {
            Append(kind);
        }

        pending.ResetWrittenCount();
    }

    private void Append(char kind)
    {
        file ??= new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var time = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);
        file.Write(Encoding.ASCII.GetBytes($"{time} {kind} "));
        file.Write(pending.WrittenSpan);
        file.WriteByte((byte)'\n');
        length += TimeLength + 3 + pending.WrittenCount + 1;
    }

    private void Flush()
    {
        file?.Flush();
        changed.TrySetResult();
        changed = NewSignal();
    }

    private static IEnumerable<Record> Records(byte[] bytes)
    {
        for (var start = 0; start < bytes.Length;)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', start);
            yield return new(bytes.AsMemory(start, end - start));
            start = end + 1;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly record struct Record(ReadOnlyMemory<byte> Bytes)
    {
        public DateTimeOffset Time =>
            DateTimeOffset.Parse(Encoding.ASCII.GetString(Bytes.Span[..27]) + "Z", CultureInfo.InvariantCulture);

        public byte[] ToBytes(bool timestamps)
        {
            var time = timestamps ? Bytes.Span[..(TimeLength + 1)] : [];
            var content = Bytes.Span[(TimeLength + 3)..];
            ReadOnlySpan<byte> end = Bytes.Span[TimeLength + 1] == 'F' ? "\n"u8 : [];

            return [.. time, .. content, .. end];
        }
    }
}
