using System.Buffers;
using System.IO.Pipelines;

namespace k8s.Watching;

/// <summary>The lines of a stream that never ends, with no more than one of them in memory.</summary>
internal sealed class BoundedLines(Stream stream, long longest = BoundedLines.Longest) : IAsyncDisposable
{
    /// <summary>In bytes. An object in etcd has at most 1.5 MiB, its JSON a few times that.</summary>
    public const long Longest = 32 << 20;

    private readonly PipeReader _pipe = PipeReader.Create(
        stream, new StreamPipeReaderOptions(bufferSize: 16 << 10, leaveOpen: true));
    private SequencePosition _next;

    /// <summary>Bytes of the line at hand that hold no line feed: they are not looked at again.</summary>
    private long _searched;

    /// <summary>The line, until <see cref="Release"/>.</summary>
    public ReadOnlySequence<byte> Current { get; private set; }

    /// <summary>False at the end of the stream. Empty lines are left out; a last line needs no line feed.</summary>
    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            var result = await _pipe.ReadAsync(cancel);
            var buffer = result.Buffer;
            if (buffer.Slice(_searched).PositionOf((byte)'\n') is { } end)
            {
                (Current, _next) = (buffer.Slice(0, end), buffer.GetPosition(1, end));
            }
            else if (result.IsCompleted)
            {
                (Current, _next) = (buffer, buffer.End);
            }
            else if (buffer.Length > longest)
            {
                throw new InvalidDataException($"A line of the watch is longer than {longest} bytes.");
            }
            else
            {
                _searched = buffer.Length;
                _pipe.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }

            if (!Current.IsEmpty || buffer.IsEmpty)
            {
                return !Current.IsEmpty;
            }

            Release();
        }
    }

    /// <summary>Lets go of the line.</summary>
    public void Release()
    {
        _searched = 0;
        _pipe.AdvanceTo(_next);
    }

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();
}
