using System.Buffers;
using System.Net.Sockets;
using System.Threading.Channels;
using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Run.Embedded;

/// <summary>One client. It is read ahead of the command that runs, so that one that leaves is noticed while it waits.</summary>
internal sealed class RedisSession(Socket socket, RedisEngine engine, TimeProvider clock) : IDisposable
{
    private const int ReadAhead = 1024;

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly CancellationTokenSource _gone = new();
    private readonly ArrayBufferWriter<byte> _answers = new();
    private readonly RedisTransaction _transaction = new(engine);
    private readonly Channel<RedisArgument[]> _commands = Channel.CreateBounded<RedisArgument[]>(
        new BoundedChannelOptions(ReadAhead) { SingleReader = true, SingleWriter = true });

    /// <summary>Serves until the client leaves or <paramref name="stop"/> fires.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, _gone.Token);
        var reading = ReadAsync(stop);
        try
        {
            await AnswerAsync(both.Token, stop);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone or the server stops: nobody is left to tell.
        }
        finally
        {
            _commands.Writer.TryComplete();
            await _stream.DisposeAsync();
            await reading;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _gone.Dispose();
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            var reader = new RespReader(_stream);
            while (await reader.ReadAsync(stop) is { Items: [_, ..] words })
            {
                await _commands.Writer.WriteAsync([.. words.Select(word => new RedisArgument(word.Bytes))], stop);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException
            or ChannelClosedException)
        {
            // Half a command, or something that is no command: the connection ends, as Redis ends it.
        }

        _commands.Writer.TryComplete();
        await _gone.CancelAsync();
    }

    private async Task AnswerAsync(CancellationToken gone, CancellationToken stop)
    {
        while (await _commands.Reader.WaitToReadAsync(stop))
        {
            while (_commands.Reader.TryRead(out var words))
            {
                _answers.WriteValue(await RunAsync(words, gone, stop));
            }

            await SendAsync(stop);
        }
    }

    private async ValueTask<RespValue> RunAsync(RedisArgument[] words, CancellationToken gone, CancellationToken stop)
    {
        if (_transaction.Take(words) is { } answer)
        {
            return answer;
        }

        var (result, blocked) = engine.Run(words);
        return blocked is null ? result : await WaitAsync(blocked, gone, stop);
    }

    private async Task<RespValue> WaitAsync(BlockedReader blocked, CancellationToken gone, CancellationToken stop)
    {
        await SendAsync(stop);
        var time = blocked.Wait.Milliseconds;
        var limit = time == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(time);
        using var late = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, gone);
        while (true)
        {
            try
            {
                await blocked.Woken.WaitAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                engine.Forget(blocked);
                gone.ThrowIfCancellationRequested();
                return RespValue.NullArray;
            }

            var (answer, again) = engine.Run(blocked.Wait.Words);
            if (again is null)
            {
                return answer;
            }

            blocked = again;
        }
    }

    /// <summary>The log goes first: what a client has been told survives.</summary>
    private async ValueTask SendAsync(CancellationToken stop)
    {
        engine.Flush();
        if (_answers.WrittenCount > 0)
        {
            await _stream.WriteAsync(_answers.WrittenMemory, stop);
            _answers.ResetWrittenCount();
        }
    }
}
