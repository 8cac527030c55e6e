namespace JobWorker.Host.Cluster.Answers;

/// <summary>An answer that is read no further than its bounds.</summary>
/// <param name="inner">The answer.</param>
/// <param name="owner">Goes with it.</param>
/// <param name="longest">Bytes, of the whole or, if <paramref name="byLine"/>, of a line.</param>
/// <param name="byLine">Counts anew after each line feed.</param>
/// <param name="silence">Longest wait for the next bytes; none: any.</param>
/// <param name="clock">Tells how long it waits.</param>
internal sealed class GuardedStream(
    Stream inner, IDisposable owner, long longest, bool byLine, TimeSpan? silence, TimeProvider clock) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="AnswerTooLongException">There is more than there may be.</exception>
    /// <exception cref="WatchSilentException">Nothing came for too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (silence is not { } patience)
        {
            var all = await inner.ReadAsync(buffer, cancellationToken);

            return Count(buffer.Span, all);
        }

        using var timer = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            var some = await inner.ReadAsync(buffer, either.Token);

            return Count(buffer.Span, some);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new WatchSilentException();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        Count(buffer.AsSpan(offset, count), inner.Read(buffer, offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            owner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Count(ReadOnlySpan<byte> buffer, int count)
    {
        var line = byLine ? buffer[..count].LastIndexOf((byte)'\n') : -1;
        _read = line < 0 ? _read + count : count - line - 1;

        return _read <= longest ? count : throw new AnswerTooLongException();
    }
}
